import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { type Fulfilment, type Payment, type Status, STATUSES } from '../order.ts'
import { behind, keyOf, matching, matchingBesides, orderOf, type Sql } from './conditions.ts'
import { type Narrowed, possibleStatuses } from './filter.ts'
import { type Position, rankOf, type Sort } from './sort.ts'

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
      o.assignee_id as "assigneeId", o.is_test as "isTest", o.placed_at as "placedAt",
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

/** Each status of each store is read in the order of its own index, and no further than needed. */
export function keysOfParts(
  orgId: string,
  { narrowed, parts, slice }: { narrowed: Narrowed; parts: Part[]; slice: Slice },
): Sql {
  const { sort, offset, take } = slice
  const isBehind = sql.raw(sort.order === 'desc' ? '<' : '>')
  const age = sql`o.placed_at ${sql.raw(sort.order)}, o.id ${sql.raw(sort.order)}`
  return sql`
    select p.id, p.placed_at, d.key
    from unnest(${parts.map(({ status }) => status)}::text[],
      ${parts.map(({ storeId }) => storeId)}::uuid[], ${parts.map(({ key }) => key)}::bigint[],
      ${parts.map(({ afterAt }) => afterAt)}::timestamptz[],
      ${parts.map(({ afterId }) => afterId)}::uuid[]) as d (status, store_id, key, at, id)
    cross join lateral (
      select o.id, o.placed_at from orders o
      where ${matchingBesides(orgId, narrowed)} and o.status = d.status
        and o.store_id = d.store_id and (o.placed_at, o.id) ${isBehind} (d.at, d.id)
      order by ${age} limit ${offset + take}
    ) p
    order by ${sort.by === 'status' ? sql`d.key ${sql.raw(sort.order)},` : sql``}
      p.placed_at ${sql.raw(sort.order)}, p.id ${sql.raw(sort.order)}
    offset ${offset} limit ${take}`
}

/** Whichever index PostgreSQL finds best for it. `ids`: only of these orders. */
export function keysOf(
  orgId: string,
  { narrowed, ids, slice }: { narrowed: Narrowed; ids?: string[] | undefined; slice: Slice },
): Sql {
  const { sort, after, offset, take } = slice
  return sql`
    select o.id, o.placed_at, ${keyOf(sort)} as key from orders o
    where ${matching(orgId, narrowed)} and ${behind(sort, after)}
      ${ids ? sql`and o.id = any(${ids}::uuid[])` : sql``}
    order by ${orderOf(sort, 'o')} offset ${offset} limit ${take}`
}

/** A status of a store, and after which of its orders the page begins. */
export type Part = {
  status: Status
  storeId: string
  key: number
  afterAt: string
  afterId: string
}

const PARTS_MAX = 240
const FIRST_ID = '00000000-0000-0000-0000-000000000000'
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** `undefined` where another index serves better: what is narrowed to few is sorted at once. */
export function partsOf(
  narrowed: Narrowed,
  allStoreIds: string[],
  { sort, after }: Slice,
): Part[] | undefined {
  const statuses = possibleStatuses(narrowed)
  const isFew = [narrowed.customerIds, narrowed.assigneeId, narrowed.hold, narrowed.tag].some(
    Boolean,
  )
  if (sort.by === 'total' || isFew || narrowed.isTest) return undefined
  if (sort.by === 'placedAt' && !statuses && !narrowed.storeIds) return undefined
  const parts = (statuses ?? STATUSES).flatMap((status) =>
    (narrowed.storeIds ?? allStoreIds).map((storeId) => ({ status, storeId })),
  )
  if (sort.by === 'placedAt' && parts.length > PARTS_MAX) return undefined
  const isDesc = sort.order === 'desc'
  const start = { afterAt: isDesc ? 'infinity' : '-infinity', afterId: isDesc ? LAST_ID : FIRST_ID }
  const position = after && { afterAt: after.placedAt.toISOString(), afterId: after.id }
  return parts.flatMap(({ status, storeId }) => {
    const key = rankOf(status)
    // Sorted by status, the page begins within one of them: others are whole, or passed.
    const ahead = sort.by === 'status' && after ? key - rankOf(after.status) : 0
    if (isDesc ? ahead > 0 : ahead < 0) return []
    return [{ status, storeId, key, ...((ahead === 0 && position) || start) }]
  })
}
