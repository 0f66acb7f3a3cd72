import type { Runtime } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { SealBroken, type Secrets, UnknownSecretKey } from '#platform/secrets.ts'
import { ChainWalk, type Finding } from './chain.ts'
import { isSame, sealedPartOf } from './entry.ts'
import { END_PURPOSE } from './sealed.ts'
import { listHeads, readChain, type StoredHead } from './store.ts'

export type Verdict = {
  entries: number
  chains: { orgId: string; seq: number; hash: string }[]
  findings: Finding[]
}

const PAGE = 1_000

/** Recomputes each chain, in one snapshot: an entry that is written meanwhile is no finding. */
export async function verify({ db, secrets }: Pick<Runtime, 'db' | 'secrets'>): Promise<Verdict> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const verdict: Verdict = { entries: 0, chains: [], findings: [] }
      for (const head of await listHeads(tx)) {
        const walk = new ChainWalk(head.orgId)
        verdict.entries += await walkAll(tx, head.orgId, walk)
        checkEnd(walk, head, secrets)
        const { seq, hash } = walk.end
        verdict.chains.push({ orgId: head.orgId, seq, hash: Buffer.from(hash).toString('hex') })
        verdict.findings.push(...walk.findings)
      }
      return verdict
    })
}

async function walkAll(tx: Tx, orgId: string, walk: ChainWalk): Promise<number> {
  let entries = 0
  let afterSeq = Number.MIN_SAFE_INTEGER // An entry may have been inserted before the first one.
  for (;;) {
    const page = await readChain(tx, orgId, { afterSeq, limit: PAGE })
    for (const entry of page) walk.next(entry)
    entries += page.length
    if (page.length < PAGE) return entries
    afterSeq = walk.end.seq
  }
}

function checkEnd(walk: ChainWalk, head: StoredHead, secrets: Secrets): void {
  const { orgId, seq, hash, end } = head
  if (seq === null || !hash || !end) {
    walk.found('head_lost', walk.end.seq, 'The end of the chain was deleted.')
    return
  }
  const sealed = open(end, secrets)
  if (sealed instanceof UnknownSecretKey) {
    const words = `The end is sealed with the key "${sealed.keyId}", which is not in the key ring.`
    walk.found('key_unknown', seq, words)
  } else if (!sealed || !isSame(sealed, sealedPartOf(orgId, { seq, hash }))) {
    walk.found('head_forged', seq, 'The end of the chain was not written by Penstock.')
  }
  walk.close({ seq, hash })
}

function open(end: Uint8Array, secrets: Secrets): Uint8Array | UnknownSecretKey | undefined {
  try {
    return secrets.open(end, END_PURPOSE)
  } catch (error) {
    if (error instanceof UnknownSecretKey) return error
    if (error instanceof SealBroken) return undefined
    throw error
  }
}
