import { indexNames } from '#customers'
import { ADVISORY_LOCKS } from '#platform/advisory-locks.ts'
import type { Runtime } from '#platform/context.ts'
import type { Db } from '#platform/database.ts'
import { type Follower, followHistory } from '#platform/follow-history.ts'
import {
  changesWords,
  FOLLOWER,
  indexOrders,
  listOrderKeys,
  movePosition,
  type OrderKey,
  readNow,
} from './store.ts'

/** Few enough that nobody waits long for the transaction to end, the dispatcher least of all. */
const BATCH = 1_000

export const followOrders = (runtime: Pick<Runtime, 'db' | 'log'>): { stop(): Promise<void> } =>
  followHistory(runtime, searchFollower(runtime.db))

/**
 * Keeps the search filled. It follows the history in bulk and not by a job for each order: that is
 * many times cheaper, and costs placing an order nothing but its share of the processor.
 */
export const searchFollower = (db: Db): Follower => ({
  ...{ name: FOLLOWER, lock: ADVISORY_LOCKS.orderSearch, batch: BATCH },
  ...{ types: ['order.*'], wanted: changesWords, withoutData: true },
  follow: (tx, rows) =>
    index(tx, distinct(rows.map(({ orgId, subjectId }) => ({ orgId, orderId: subjectId })))),
  anew: () => rebuild(db),
})

/** Also makes new customers findable, so that placing an order need not write for it. */
async function index(db: Db, keys: OrderKey[]): Promise<void> {
  await indexNames(db, await indexOrders(db, keys), { onlyNew: true })
}

/** One statement may touch a row once. */
const distinct = (keys: OrderKey[]): OrderKey[] => [
  ...new Map(keys.map((key) => [key.orderId, key])).values(),
]

/**
 * Reads every order once. Whatever is written meanwhile stands behind the position, and is followed
 * afterwards.
 */
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
