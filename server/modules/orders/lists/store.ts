import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { Fulfilment, Payment, Status } from '../order.ts'
import { behind, keyOf, matching, orderOf, type Sql, timeOf } from './conditions.ts'
import type { Narrowed } from './filter.ts'
import type { Parts } from './index-parts.ts'
import type { Position, Sort } from './page.ts'

export type ListedOrder = {
  id: string
  number: string
  storeId: string
  externalId: string
  status: Status
  payment: Payment
  fulfilment: Fulfilment
  holds: string[]
  currency: string
  totalMinor: number
  customerId: string | null
  customerName: string
  customerEmail: string | null
  customerPhone: string | null
  itemCount: number
  tags: string[]
  assigneeId: string | null
  isTest: boolean
  isSentByStore: boolean
  placedAt: Date
  updatedAt: Date
  version: number
}

export type Slice = {
  sort: Sort
  after?: Position | undefined
  offset: number
  /** How many rows. */
  take: number
}

/** First only the keys of the page, mostly from an index alone; then the rows of these few. */
export async function listRows(
  db: Db,
  orgId: string,
  { keys, sort }: { keys: Sql; sort: Sort },
): Promise<ListedOrder[]> {
  const { rows } = await sql<ListedOrder>`
    select o.id, o.number, o.store_id as "storeId", o.external_id as "externalId", o.status,
      o.payment, o.fulfilment, o.holds, o.currency, o.grand_total_minor as "totalMinor",
      o.customer_id as "customerId", o.customer_name as "customerName",
      o.customer_email as "customerEmail", o.customer_phone as "customerPhone", o.tags,
      o.assignee_id as "assigneeId", o.is_test as "isTest",
      o.is_sent_by_store as "isSentByStore", o.placed_at as "placedAt",
      o.updated_at as "updatedAt", o.version, l.quantity as "itemCount"
    from (${keys}) k
    cross join lateral (select * from orders where org_id = ${orgId} and id = k.id limit 1) o
    cross join lateral (
      select coalesce(sum(quantity), 0)::int as quantity from order_lines
      where org_id = ${orgId} and order_id = k.id
    ) l
    order by ${orderOf(sort, 'k')}
  `.execute(db)
  return rows
}

/** Each part is read in the order of its own index, and no further than the page needs. */
export function keysOfParts(
  orgId: string,
  { narrowed, from, slice }: { narrowed: Narrowed; from: Parts; slice: Slice },
): Sql {
  const { sort, offset, take } = slice
  const { by, parts } = from
  const way = sql.raw(sort.order)
  const isBehind = sql.raw(sort.order === 'desc' ? '<' : '>')
  const isByTotal = sort.by === 'total'
  const column = isByTotal ? keyOf(sort) : sql`o.placed_at`
  const type = sql.raw(isByTotal ? 'bigint' : 'timestamptz')
  return sql`
    select k.id, k.at, k.key
    from unnest(${parts.map(({ status }) => status)}::text[],
      ${parts.map(({ value }) => value)}::text[], ${parts.map(({ key }) => key)}::bigint[],
      ${parts.map(({ after }) => after)}::${type}[],
      ${parts.map(({ afterId }) => afterId)}::uuid[]) as d (status, value, key, after, id)
    cross join lateral (
      select o.id, o.placed_at as at, ${isByTotal ? column : sql`d.key`} as key
      from orders o
      where ${matching(orgId, { ...narrowed, ...DRIVEN[by] })} and ${DRIVES[by]}
        and o.status = d.status and (${column}, o.id) ${isBehind} (d.after, d.id)
      order by ${column} ${way}, o.id ${way} limit ${offset + take}
    ) k
    order by ${orderOf(sort, 'k')} offset ${offset} limit ${take}`
}

/** What the parts say already is not asked again. */
const DRIVEN: Record<Parts['by'], Narrowed> = {
  store: { statuses: undefined, storeIds: undefined },
  payment: { statuses: undefined, payment: undefined },
  fulfilment: { statuses: undefined, fulfilment: undefined },
}

const DRIVES: Record<Parts['by'], Sql> = {
  store: sql`o.store_id = d.value::uuid`,
  payment: sql`o.payment = d.value`,
  fulfilment: sql`o.fulfilment = d.value and o.fulfilment <> 'none'`,
}

/** Whichever index PostgreSQL finds best for it. `ids`: only of these orders. */
export function keysOf(
  orgId: string,
  { narrowed, ids, slice }: { narrowed: Narrowed; ids?: string[] | undefined; slice: Slice },
): Sql {
  const { sort, after, offset, take } = slice
  return sql`
    select o.id, ${timeOf(sort)} as at, ${keyOf(sort)} as key from orders o
    where ${matching(orgId, narrowed)} and ${behind(sort, after)}
      ${ids ? sql`and o.id = any(${ids}::uuid[])` : sql``}
    order by ${orderOf(sort, 'o')} offset ${offset} limit ${take}`
}
