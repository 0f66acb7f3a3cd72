import { BEGINNING, hashOf, type Head, isSame } from './entry.ts'
import type { StoredEntry } from './store.ts'

export type Finding = {
  orgId: string
  /** The number of the entry at which it was noticed. */
  seq: number
  kind: 'changed' | 'deleted' | 'inserted' | 'cut_off' | 'head_forged' | 'head_lost' | 'key_unknown'
  words: string
}

/** Walks one org's chain from its beginning and says where it does not hold. */
export class ChainWalk {
  readonly #orgId: string
  readonly findings: Finding[] = []
  end: Head = BEGINNING

  constructor(orgId: string) {
    this.#orgId = orgId
  }

  next(entry: StoredEntry): void {
    const { seq, hash, previousHash } = entry
    if (seq > this.end.seq + 1) {
      const first = this.end.seq + 1
      const which = first === seq - 1 ? `Entry ${first} is` : `Entries ${first} to ${seq - 1} are`
      this.found('deleted', first, `${which} missing.`)
    } else if (!isSame(previousHash, this.end.hash)) {
      this.found('inserted', seq, `Entry ${seq} does not follow the entry before it.`)
    }
    if (!isSame(hash, hashOf({ ...entry, orgId: this.#orgId }, previousHash))) {
      this.found('changed', seq, `Entry ${seq} is not what was written.`)
    }
    this.end = { seq, hash }
  }

  /** Compares the last entry with the end of the chain that `audit_heads` keeps. */
  close(head: Head): void {
    const { seq, hash } = this.end
    if (seq < head.seq) {
      this.found('cut_off', seq + 1, `Entries ${seq + 1} to ${head.seq} were cut off at the end.`)
    } else if (seq > head.seq) {
      this.found('inserted', head.seq + 1, `Entries after ${head.seq} were added from outside.`)
    } else if (!isSame(hash, head.hash)) {
      this.found('changed', seq, 'The last entry is not the one that was written last.')
    }
  }

  found(kind: Finding['kind'], seq: number, words: string): void {
    this.findings.push({ orgId: this.#orgId, seq, kind, words })
  }
}
