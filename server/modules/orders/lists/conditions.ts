import { type RawBuilder, sql } from 'kysely'
import { STATUSES } from '../order.ts'
import type { Narrowed } from './filter.ts'
import { type Position, rankOf, type Sort } from './page.ts'

export type Sql = RawBuilder<unknown>

/** What holds for an order `o` of the list, as one condition. */
export function matching(orgId: string, narrowed: Narrowed): Sql {
  const { statuses, storeIds, customerIds } = narrowed
  return sql.join(
    [
      sql`o.org_id = ${orgId}`,
      ...(statuses ? [sql`o.status = ${anyOf(statuses, 'text')}`] : []),
      ...(storeIds ? [sql`o.store_id = ${anyOf(storeIds, 'uuid')}`] : []),
      ...(customerIds ? [sql`o.customer_id = ${anyOf(customerIds, 'uuid')}`] : []),
      ...axes(narrowed),
      ...marks(narrowed),
      ...ranges(narrowed),
    ],
    AND,
  )
}

const AND = sql` and `

/** One value is compared as such: only then does PostgreSQL read an index in its order. */
function anyOf(values: readonly string[], type: 'text' | 'uuid'): Sql {
  const [first] = values
  return values.length === 1
    ? sql`${first}::${sql.raw(type)}`
    : sql`any(${[...values]}::${sql.raw(type)}[])`
}

function axes({ payment, fulfilment }: Narrowed): Sql[] {
  const found: Sql[] = []
  if (payment !== undefined) found.push(sql`o.payment = ${payment}`)
  if (fulfilment !== undefined) found.push(sql`o.fulfilment = ${fulfilment}`)
  // The index of what was sent is for PostgreSQL to find, which does not conclude this by itself.
  if (fulfilment !== undefined && fulfilment !== 'none') found.push(sql`o.fulfilment <> 'none'`)
  return found
}

function marks({ hold, tag, assigneeId, isTest, isLate, isToPack, isElsewhere }: Narrowed): Sql[] {
  const found: Sql[] = []
  if (hold !== undefined) found.push(sql`o.holds <> '{}'`)
  if (hold !== undefined && hold !== 'any') found.push(sql`o.holds @> ${[hold]}::text[]`)
  if (tag !== undefined) found.push(sql`cardinality(o.tags) > 0 and o.tags @> ${[tag]}::text[]`)
  if (assigneeId === null) found.push(sql`o.assignee_id is null`)
  else if (assigneeId !== undefined) found.push(sql`o.assignee_id = ${assigneeId}::uuid`)
  if (isTest !== undefined) found.push(isTest ? sql`o.is_test` : sql`not o.is_test`)
  if (isLate !== undefined) found.push(isLate ? LATE : sql`(${LATE}) is not true`)
  if (isToPack !== undefined) found.push(isToPack ? TO_PACK : sql`not (${TO_PACK})`)
  if (isElsewhere) found.push(ELSEWHERE)
  return found
}

/** No trial, and not sent from the shelves of its platform. */
const OURS = sql`not o.is_test and not o.is_sent_by_store`

/** Its time is over, and something of it is still here that we have to send. */
const LATE = sql`o.ship_by < now() and o.lifecycle <> 'cancelled'
  and o.fulfilment in ('none', 'partly_shipped') and ${OURS}`

/** Confirmed, free to go, and something of it is still here that we have to send. */
const TO_PACK = sql`o.status in ('CONFIRMED', 'SHIPPED')
  and o.fulfilment in ('none', 'partly_shipped') and o.holds = '{}' and ${OURS}`

/** Free to go as well, but its platform sends it, or it is a trial. */
const ELSEWHERE = sql`o.status = 'CONFIRMED' and o.holds = '{}'
  and (o.is_test or o.is_sent_by_store)`

function ranges(narrowed: Narrowed): Sql[] {
  const { placedFrom, placedBefore, updatedFrom, updatedBefore } = narrowed
  const { totalFromMinor, totalToMinor } = narrowed
  const found: Sql[] = []
  if (placedFrom) found.push(sql`o.placed_at >= ${placedFrom}`)
  if (placedBefore) found.push(sql`o.placed_at < ${placedBefore}`)
  if (updatedFrom) found.push(sql`o.updated_at >= ${updatedFrom}`)
  if (updatedBefore) found.push(sql`o.updated_at < ${updatedBefore}`)
  if (totalFromMinor !== undefined) found.push(sql`o.grand_total_minor >= ${totalFromMinor}`)
  if (totalToMinor !== undefined) found.push(sql`o.grand_total_minor <= ${totalToMinor}`)
  return found
}

const RANK = sql`array_position(${[...STATUSES]}::text[], o.status)`

/** What a list is sorted by first; then follow the time and the id. */
export const keyOf = ({ by }: Sort): Sql =>
  by === 'total' ? sql`o.grand_total_minor` : by === 'status' ? RANK : sql`0::bigint`

/** The time by which a list is sorted, alone or after what comes first. */
export const timeOf = ({ by }: Sort): Sql =>
  by === 'updatedAt' ? sql`o.updated_at` : sql`o.placed_at`

/** How a list is sorted: always by the id in the end, so that no two rows share a place. */
export function orderOf(sort: Sort, table: 'o' | 'k'): Sql {
  const way = sql.raw(sort.order)
  const key = table === 'o' ? keyOf(sort) : sql`k.key`
  const time = table === 'o' ? timeOf(sort) : sql`k.at`
  const age = sql`${time} ${way}, ${sql.ref(`${table}.id`)} ${way}`
  if (sort.by === 'placedAt' || sort.by === 'updatedAt') return age
  return sort.by === 'total'
    ? sql`${key} ${way}, ${sql.ref(`${table}.id`)} ${way}`
    : sql`${key} ${way}, ${age}`
}

/** Only what stands behind a position. */
export function behind(sort: Sort, after: Position | undefined): Sql {
  if (!after) return sql`true`
  const { at, totalMinor, status, id } = after
  const isBehind = sql.raw(sort.order === 'desc' ? '<' : '>')
  switch (sort.by) {
    case 'placedAt':
    case 'updatedAt':
      return sql`(${timeOf(sort)}, o.id) ${isBehind} (${at}, ${id}::uuid)`
    case 'total':
      return sql`(o.grand_total_minor, o.id) ${isBehind} (${totalMinor}, ${id}::uuid)`
    case 'status':
      return sql`(${RANK}, o.placed_at, o.id)
        ${isBehind} (${rankOf(status) + 1}, ${at}, ${id}::uuid)`
  }
}
