import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { Status } from '../order.ts'
import { ALL_DAYS } from '../counters.ts'
import { matching, type Sql } from './conditions.ts'
import type { Narrowed } from './filter.ts'

/** From the counters that are kept with each batch and each change of a status. */
export async function readCounters(
  db: Db,
  orgId: string,
  { statuses, storeIds, placedFrom, placedBefore }: Narrowed,
): Promise<{ status: Status; orders: number }[]> {
  const dayOf = (at: Date) => sql`(${at}::timestamptz at time zone 'UTC')::date`
  const isOfDays = placedFrom !== undefined || placedBefore !== undefined
  const { rows } = await sql<{ status: Status; orders: number }>`
    select status, sum(orders)::bigint as orders from order_counters
    where org_id = ${orgId} and ${isOfDays ? sql`day > ${ALL_DAYS}` : sql`day = ${ALL_DAYS}`}
      ${statuses ? sql`and status = any(${statuses}::text[])` : sql``}
      ${storeIds ? sql`and store_id = any(${storeIds}::uuid[])` : sql``}
      ${placedFrom ? sql`and day >= ${dayOf(placedFrom)}` : sql``}
      ${placedBefore ? sql`and day < ${dayOf(placedBefore)}` : sql``}
    group by status
  `.execute(db)
  return rows
}

type Wanted = { narrowed: Narrowed; ids?: string[] | undefined; max: number }

/** How many there are, or `max` when there are more. */
export async function countUpTo(db: Db, orgId: string, wanted: Wanted): Promise<number> {
  const { rows } = await sql<{ count: number }>`${countOf(orgId, wanted)}`.execute(db)
  return rows[0]!.count
}

/** What PostgreSQL expects of it beforehand, in its own units. */
export async function costOfCount(db: Db, orgId: string, wanted: Wanted): Promise<number> {
  const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: { 'Total Cost': number } }] }>`
    explain (format json) ${countOf(orgId, wanted)}
  `.execute(db)
  return rows[0]!['QUERY PLAN'][0].Plan['Total Cost']
}

const countOf = (orgId: string, { narrowed, ids, max }: Wanted): Sql => sql`
  select count(*)::int as count from (
    select from orders o where ${matching(orgId, narrowed)}
      ${ids ? sql`and o.id = any(${ids}::uuid[])` : sql``}
    limit ${max}
  ) c`
