import type { SimulatorClock } from './clock.ts'

export type LedgerEntry = { number: number; at: string; type: string; details: unknown }

const ENTRIES_MAX = 200_000

/** What really happened on the platform, so that a test compares worlds and not calls. */
export type Ledger = {
  record(type: string, details: unknown): void
  /** The number of what happened last. */
  last(): number
  /** In the order in which it happened; `type` may be the beginning of one, such as `stock`. */
  entries(filter?: { type?: string; after?: number }): LedgerEntry[]
}

export function createLedger(clock: SimulatorClock): Ledger {
  const entries: LedgerEntry[] = []
  let number = 0
  return {
    record(type, details) {
      entries.push({ number: ++number, at: clock.now().toISOString(), type, details })
      if (entries.length > ENTRIES_MAX) entries.splice(0, ENTRIES_MAX / 10)
    },
    last: () => number,
    entries: ({ type = '', after = 0 } = {}) =>
      entries.filter((entry) => entry.number > after && entry.type.startsWith(type)),
  }
}
