import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import type { Order } from './order.ts'

/** Stands for the sum of all days, so that a count of all orders reads a few rows. */
export const ALL_DAYS = '-infinity'

const SHARDS = 1_024
// One shard for each process: its own changes take turns on a row, and nobody else waits.
const shard = randomInt(SHARDS)

/** Moves an order from one status to another in the counts that lists show. */
export async function countStatus(
  tx: Tx,
  orgId: string,
  before: Order,
  after: Order,
): Promise<void> {
  if (before.status === after.status) return
  // The same order of rows as the engine has, so that nobody waits in a circle.
  const days = [ALL_DAYS, after.placedAt.slice(0, 10)]
  const moves = [
    { status: before.status, orders: -1 },
    { status: after.status, orders: 1 },
  ].toSorted((a, b) => (a.status < b.status ? -1 : 1))
  await sql`
    insert into order_counters as c (org_id, store_id, status, day, shard, orders)
    select ${orgId}::uuid, ${after.storeId}::uuid, m.status, d.day, ${shard}::smallint, m.orders
    from unnest(${days}::date[]) as d (day)
    cross join unnest(${moves.map(({ status }) => status)}::text[],
      ${moves.map(({ orders }) => orders)}::int[]) as m (status, orders)
    order by d.day, m.status
    on conflict (org_id, day, store_id, status, shard)
      do update set orders = c.orders + excluded.orders
  `.execute(tx)
}

/** The shard of what was folded; no process adds to it. */
const FOLDED = -1

/**
 * Each process that ever ran has left rows of its own; what they hold goes into one row. Rows that
 * somebody is adding to just then are left for the next time, so nobody waits for this.
 */
export async function foldCounters(db: Db, orgId: string): Promise<void> {
  await sql`
    with found as (
      select day, store_id, status, shard from order_counters
      where org_id = ${orgId} and shard <> ${FOLDED}
      for update skip locked
    ), gone as (
      delete from order_counters c using found f
      where c.org_id = ${orgId} and c.day = f.day and c.store_id = f.store_id
        and c.status = f.status and c.shard = f.shard
      returning c.*
    )
    insert into order_counters as c (org_id, store_id, status, day, shard, orders)
    select org_id, store_id, status, day, ${FOLDED}::smallint, sum(orders)
    from gone group by org_id, store_id, status, day
    having sum(orders) <> 0
    on conflict (org_id, day, store_id, status, shard)
      do update set orders = c.orders + excluded.orders
  `.execute(db)
}
