import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '#platform/database.ts'
import type { Order } from './order.ts'

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
  const day = after.placedAt.slice(0, 10)
  const moves = [
    { status: before.status, orders: -1 },
    { status: after.status, orders: 1 },
  ].toSorted((a, b) => (a.status < b.status ? -1 : 1))
  await sql`
    insert into order_counters as c (org_id, store_id, status, day, shard, orders)
    select ${orgId}::uuid, ${after.storeId}::uuid, m.status, ${day}::date, ${shard}::smallint,
      m.orders
    from unnest(${moves.map(({ status }) => status)}::text[],
      ${moves.map(({ orders }) => orders)}::int[]) as m (status, orders)
    on conflict (org_id, day, store_id, status, shard)
      do update set orders = c.orders + excluded.orders
  `.execute(tx)
}
