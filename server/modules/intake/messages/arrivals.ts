import type { Runtime } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { type Event, writeHistory } from '#platform/events.ts'
import type { StoreAccount } from '#stores'

/** Tells pages that show the messages of a store that there are new ones. */
export type Arrivals = {
  note(account: StoreAccount): void
  /** Tells at once of what was noted last. */
  stop(): Promise<void>
}

/**
 * However many messages come, a store is told of once in this time: pages then ask for the newest.
 */
const GATHER_MS = 1_000

/** Tells of all stores in a transaction of its own, so that no message waits for it. */
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
      // The messages are kept all the same, and the next event makes pages ask for these as well.
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
