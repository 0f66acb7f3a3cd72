import { setTimeout as wait } from 'node:timers/promises'
import { indexNames } from '#customers'
import type { Runtime } from '#platform/context.ts'
import { type Db, inTransaction } from '#platform/database.ts'
import { isBehind } from '#platform/follow-history.ts'
import { every } from '#platform/jobs-runtime/every.ts'
import {
  indexOrders,
  isFromTheFuture,
  listOrderKeys,
  movePosition,
  type OrderKey,
  readChanges,
  readNow,
  readPosition,
  tryLock,
} from './store.ts'

const LOOK_MS = 300
/** Few enough that nobody waits long for the transaction to end, the dispatcher least of all. */
const BATCH = 1_000

/**
 * Keeps the search filled. It follows the history in bulk and not by a job for each order: that is
 * many times cheaper, and costs placing an order nothing but its share of the processor.
 */
export function followOrders({ db, log }: Pick<Runtime, 'db' | 'log'>): { stop(): Promise<void> } {
  let stopping = false
  let recovered = false
  const following = every(LOOK_MS, 'order_search', log, async () => {
    if (!recovered) await recover(db)
    recovered = true
    while (!stopping && (await isBehind(db, 'order_search'))) {
      const begunAt = performance.now()
      if ((await followOnce(db)) === 'busy') return
      // Half of the time is left to those who place orders.
      await wait(performance.now() - begunAt)
    }
  })
  return {
    async stop() {
      stopping = true
      await following.stop()
    },
  }
}

/** Writes what the next events changed and moves the position, both or neither. */
export function followOnce(db: Db): Promise<'some' | 'nothing' | 'busy'> {
  return inTransaction(db, async (tx) => {
    if (!(await tryLock(tx))) return 'busy'
    const position = await readPosition(tx)
    const changes = await readChanges(tx, position, BATCH)
    const last = changes.at(-1)
    if (!last) return 'nothing'
    const keys = changes.flatMap(({ orgId, orderId }) => (orderId ? [{ orgId, orderId }] : []))
    await index(tx, distinct(keys))
    await movePosition(tx, last)
    return 'some'
  })
}

/** Also makes new customers findable, so that placing an order need not write for it. */
async function index(db: Db, keys: OrderKey[]): Promise<void> {
  await indexNames(db, await indexOrders(db, keys), { onlyNew: true })
}

/** One statement may touch a row once. */
const distinct = (keys: OrderKey[]): OrderKey[] => [
  ...new Map(keys.map((key) => [key.orderId, key])).values(),
]

/** Where the history cannot be followed, every order is read once. */
async function recover(db: Db): Promise<void> {
  if (await isFromTheFuture(db)) await rebuild(db)
}

/** Whatever is written meanwhile stands behind the position, and is followed afterwards. */
export async function rebuild(db: Db): Promise<void> {
  const now = await readNow(db)
  let after: OrderKey | undefined
  do {
    const keys = await listOrderKeys(db, after, BATCH)
    await index(db, keys)
    after = keys.length < BATCH ? undefined : keys.at(-1)
  } while (after)
  await movePosition(db, now)
}
