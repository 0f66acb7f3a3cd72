import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { Status } from '../order.ts'
import { matching } from './conditions.ts'
import type { Narrowed } from './filter.ts'

/** From the counters that are kept with each batch and each change of a status. */
export async function readCounters(
  db: Db,
  orgId: string,
  { statuses, storeIds, placedFrom, placedBefore }: Narrowed,
): Promise<{ status: Status; orders: number }[]> {
  const dayOf = (at: Date) => at.toISOString().slice(0, 10)
  const { rows } = await sql<{ status: Status; orders: number }>`
    select status, sum(orders)::bigint as orders from order_counters
    where org_id = ${orgId}
      ${statuses ? sql`and status = any(${statuses}::text[])` : sql``}
      ${storeIds ? sql`and store_id = any(${storeIds}::uuid[])` : sql``}
      ${placedFrom ? sql`and day >= ${dayOf(placedFrom)}::date` : sql``}
      ${placedBefore ? sql`and day < ${dayOf(placedBefore)}::date` : sql``}
    group by status
  `.execute(db)
  return rows
}

/** Some twenty thousand orders stand in it. */
const FEW_BYTES = 8_000_000

/** Whether the orders of all orgs are so few that each could be looked at; asks the file system. */
export async function areFew(db: Db): Promise<boolean> {
  const { rows } = await sql<{ few: boolean }>`
    /* across orgs */
    select pg_relation_size('orders') < ${FEW_BYTES}::bigint as few
  `.execute(db)
  return rows[0]!.few
}

/** How many there are, or `max` when there are more. */
export async function countUpTo(
  db: Db,
  orgId: string,
  { narrowed, ids, max }: { narrowed: Narrowed; ids?: string[] | undefined; max: number },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from orders o where ${matching(orgId, narrowed)}
        ${ids ? sql`and o.id = any(${ids}::uuid[])` : sql``}
      limit ${max}
    ) c
  `.execute(db)
  return rows[0]!.count
}
