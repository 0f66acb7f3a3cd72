import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import { PAYMENTS, wasTaken } from '../order.ts'
import { ERASED_TEXT } from '../personal.ts'
import { tables } from '../tables.ts'

export type Position = { placedAt: Date; id: string }

/** What a list of somebody's orders shows of each. */
export type OrderOfCustomer = {
  id: string
  number: string
  storeId: string
  status: string
  payment: string
  fulfilment: string
  currency: string
  grandTotalMinor: number
  refundedMinor: number
  placedAt: Date
}

/**
 * Newest first. Each row of a person is read in the order of the index and no further than the page
 * needs, however many orders there are and however many rows were merged.
 */
export async function listOrdersOf(
  db: Db,
  orgId: string,
  customerIds: string[],
  { after, limit }: { after?: Position | undefined; limit: number },
): Promise<OrderOfCustomer[]> {
  const goesOn = after
    ? sql`and (placed_at, id) < (${after.placedAt}::timestamptz, ${after.id}::uuid)`
    : sql``
  const { rows } = await sql<OrderOfCustomer>`
    select o.* from unnest(${customerIds}::uuid[]) as c (id)
    cross join lateral (
      select id, number, store_id as "storeId", status, payment, fulfilment, currency,
        grand_total_minor as "grandTotalMinor", refunded_minor as "refundedMinor",
        placed_at as "placedAt"
      from orders
      where org_id = ${orgId} and customer_id = c.id ${goesOn}
      order by placed_at desc, id desc limit ${limit}
    ) o
    order by o."placedAt" desc, o.id desc limit ${limit}
  `.execute(db)
  return rows
}

export type TotalsOfCustomer = {
  currency: string
  orders: number
  cancelled: number
  spentMinor: number
  refundedMinor: number
  firstPlacedAt: Date
  lastPlacedAt: Date
}

/** Test orders do not count. Spent is what the customer has paid and not been given back. */
export async function sumOrdersOf(
  db: Db,
  orgId: string,
  customerIds: string[],
): Promise<TotalsOfCustomer[]> {
  const { rows } = await sql<TotalsOfCustomer>`
    select currency, count(*) as orders,
      count(*) filter (where lifecycle = 'cancelled') as cancelled,
      coalesce(sum(
        grand_total_minor - greatest(0, refunded_minor - cancelled_minor)
      ) filter (
        where lifecycle <> 'cancelled' and payment = any(${PAYMENTS.filter(wasTaken)}::text[])
      ), 0)::bigint as "spentMinor",
      sum(refunded_minor)::bigint as "refundedMinor",
      min(placed_at) as "firstPlacedAt", max(placed_at) as "lastPlacedAt"
    from orders
    where org_id = ${orgId} and customer_id = any(${customerIds}::uuid[]) and not is_test
    group by currency order by currency
  `.execute(db)
  return rows
}

export type UsedAddress = { address: Record<string, unknown>; orders: number; lastUsedAt: Date }

/** Where the newest orders went, the last one first. */
export async function listAddressesOf(
  db: Db,
  orgId: string,
  customerIds: string[],
  { ordersMax, addressesMax }: { ordersMax: number; addressesMax: number },
): Promise<UsedAddress[]> {
  const { rows } = await sql<UsedAddress>`
    select address, count(*) as orders, max(placed_at) as "lastUsedAt"
    from unnest(${customerIds}::uuid[]) as c (id)
    cross join lateral (
      select shipping_address as address, placed_at from orders
      where org_id = ${orgId} and customer_id = c.id and shipping_address is not null
      order by placed_at desc, id desc limit ${ordersMax}
    ) o
    group by address order by max(placed_at) desc, address limit ${addressesMax}
  `.execute(db)
  return rows
}

/** The row itself; what was placed and counted stays as it is. */
export async function eraseOrderRow(
  tx: Tx,
  orgId: string,
  orderId: string,
  { name }: { name: string },
): Promise<void> {
  await tables(tx)
    .updateTable('orders')
    .set({
      ...{ customer_name: name, customer_email: null, customer_phone: null },
      ...{ shipping_address: null, note: null },
    })
    .where('org_id', '=', orgId)
    .where('id', '=', orderId)
    .execute()
}

/** Until the search has read of it in the history, nobody is to be found by the old name either. */
export async function eraseSearch(
  tx: Tx,
  orgId: string,
  orderId: string,
  { name }: { name: string },
): Promise<void> {
  await sql`
    update order_search set name = ${name}, email = null, phone_reversed = null, words = ''
    where org_id = ${orgId} and order_id = ${orderId}
  `.execute(tx)
}

/** How many notes still said something. */
export async function eraseNotes(tx: Tx, orgId: string, orderId: string): Promise<number> {
  const { numUpdatedRows } = await tables(tx)
    .updateTable('order_notes')
    .set({ text: ERASED_TEXT })
    .where('org_id', '=', orgId)
    .where('order_id', '=', orderId)
    .where('text', '<>', ERASED_TEXT)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

export type HistoryRow = {
  id: number
  at: Date
  type: string
  actorType: string
  data: Record<string, unknown>
}

export async function listHistory(tx: Tx, orgId: string, orderId: string): Promise<HistoryRow[]> {
  const { rows } = await sql<HistoryRow>`
    select id, at, type, actor_type as "actorType", data from history
    where org_id = ${orgId} and subject_type = 'order' and subject_id = ${orderId}
    order by at, id
  `.execute(tx)
  return rows
}

/**
 * The one exception to a history that only grows: a person is taken out of it. Nothing else of the
 * row changes, least of all its position.
 */
export async function rewriteHistory(
  tx: Tx,
  orgId: string,
  orderId: string,
  { id, at, data }: HistoryRow,
): Promise<void> {
  await sql`
    update history set data = ${JSON.stringify(data)}::json
    where org_id = ${orgId} and subject_type = 'order' and subject_id = ${orderId}
      and at = ${at} and id = ${id}
  `.execute(tx)
}

/** Jobs that failed for good keep what they were told of the order until somebody clears them. */
export async function eraseDeadLetters(tx: Tx, orgId: string, orderId: string): Promise<void> {
  await sql`
    update dead_letters
    set payload = jsonb_set(
      payload - '{customer,shippingAddress,note,text,before,after}'::text[],
      '{reason}', to_jsonb(${ERASED_TEXT}::text), false)
    where org_id = ${orgId} and payload ->> 'orderId' = ${orderId}
  `.execute(tx)
}
