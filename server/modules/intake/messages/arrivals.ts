import type { Runtime } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { type Event, writeHistory } from '#platform/events.ts'
import type { StoreAccount } from '#stores'

/** Tells whoever looks at the messages of a store that there are more of them. */
export type Arrivals = {
  note(account: StoreAccount): void
  /** Tells of what has come by now. */
  stop(): Promise<void>
}

/** A flood is one row a second and store: pages ask for the newest, not for each. */
const GATHER_MS = 1_000

/** Tells of all stores in one transaction, apart from landing, which never waits for it. */
export function createArrivals({ db, log }: Pick<Runtime, 'db' | 'log'>): Arrivals {
  const stores = new Map<string, StoreAccount>()
  let timer: NodeJS.Timeout | undefined
  const tell = async () => {
    timer = undefined
    const told = [...stores.values()]
    stores.clear()
    if (told.length === 0) return
    const byOrg = Map.groupBy(told, ({ orgId }) => orgId)
    try {
      await inTransaction(db, async (tx) => {
        for (const [orgId, accounts] of byOrg) {
          await writeHistory(tx, { orgId, actor: SYSTEM, cause: {} }, accounts.map(arrivalAt))
        }
      })
    } catch (error) {
      // The messages are there all the same, and the next one tells of these as well.
      log.warn({ err: error }, 'intake.arrivals_not_told')
    }
  }
  return {
    note(account) {
      stores.set(account.id, account)
      timer ??= setTimeout(() => void tell(), GATHER_MS).unref()
    },
    async stop() {
      clearTimeout(timer)
      await tell()
    },
  }
}

const SYSTEM = { type: 'system', id: null, name: 'intake' } as const

const arrivalAt = ({ id: storeId }: StoreAccount): Event => ({
  ...{ type: 'message.arrived', subject: { type: 'store', id: storeId }, data: { storeId } },
})
