import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { labelsIn } from '#platform/labels-in.ts'
import type { Line, Order } from './order.ts'
import { tables } from './tables.ts'

export const ORDER_COLUMNS = [
  'id',
  'number',
  'store_id as storeId',
  'external_id as externalId',
  'external_updated_at as externalUpdatedAt',
  'customer_id as customerId',
  'lifecycle',
  'payment',
  'fulfilment',
  'assignment',
  'status',
  'holds',
  'currency',
  'items_minor as itemsMinor',
  'discount_minor as discountMinor',
  'shipping_minor as shippingMinor',
  'tax_minor as taxMinor',
  'tax_included as taxIncluded',
  'other_minor as otherMinor',
  'cancelled_minor as cancelledMinor',
  'grand_total_minor as grandTotalMinor',
  'refunded_minor as refundedMinor',
  'customer_name as customerName',
  'customer_email as customerEmail',
  'customer_phone as customerPhone',
  'shipping_address as shippingAddress',
  'note',
  'tags',
  'assignee_id as assigneeId',
  'is_test as isTest',
  'is_sent_by_store as isSentByStore',
  'ship_by as shipBy',
  'placed_at as placedAt',
  'updated_at as updatedAt',
  'version',
] as const

export function findOrder(db: Db, orgId: string, orderId: string) {
  return tables(db)
    .selectFrom('orders')
    .select(ORDER_COLUMNS)
    .where('org_id', '=', orgId)
    .where('id', '=', orderId)
    .executeTakeFirst()
}

export const orderNumbers = labelsIn('orders', 'number')

export type StoredOrder = NonNullable<Awaited<ReturnType<typeof findOrder>>>

/** Takes the row until the end of the transaction, so that what is decided on it stays true. */
export function lockOrder(tx: Db, orgId: string, orderId: string) {
  return tables(tx)
    .selectFrom('orders')
    .select(ORDER_COLUMNS)
    .where('org_id', '=', orgId)
    .where('id', '=', orderId)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

export function listLines(db: Db, orgId: string, orderId: string) {
  return tables(db)
    .selectFrom('order_lines')
    .select(['line', 'sku', 'external_id as externalId', 'name', 'quantity'])
    .select(['unit_price_minor as unitPriceMinor', 'discount_minor as discountMinor'])
    .select(['tax_minor as taxMinor', 'cancelled_quantity as cancelledQuantity'])
    .select(['shipped_quantity as shippedQuantity', 'returned_quantity as returnedQuantity'])
    .select('short_quantity as shortQuantity')
    .where('org_id', '=', orgId)
    .where('order_id', '=', orderId)
    .orderBy('line')
    .execute()
}

export type StoredLine = Awaited<ReturnType<typeof listLines>>[number]

export type StoredEvent = {
  position: string
  at: Date
  type: string
  actorType: string
  actorId: string | null
  actorName: string
  cause: Record<string, unknown>
  data: Record<string, unknown>
}

/** The timeline of one order, oldest first. */
export async function listEvents(db: Db, orgId: string, orderId: string): Promise<StoredEvent[]> {
  const { rows } = await sql<StoredEvent>`
    select xid::text || '.' || id as position, at, type, actor_type as "actorType",
      actor_id as "actorId", actor_name as "actorName", cause, data
    from history
    where org_id = ${orgId} and subject_type = 'order' and subject_id = ${orderId}
    order by at, id
  `.execute(db)
  return rows
}

/**
 * Writes what may change of an order; what it was placed with stays as it is. Gives the moment of
 * the change, for its history: read inside of the lock, and later than the one before, so that the
 * order as it was at this moment is this one.
 */
export async function saveOrder(tx: Db, orgId: string, order: Order): Promise<Date> {
  const { updatedAt } = await tables(tx)
    .updateTable('orders')
    .set({
      lifecycle: order.lifecycle,
      payment: order.payment,
      fulfilment: order.fulfilment,
      assignment: order.assignment,
      status: order.status,
      holds: order.holds,
      customer_id: order.customerId,
      customer_name: order.customer.name,
      customer_email: order.customer.email,
      customer_phone: order.customer.phone,
      shipping_address: order.shippingAddress,
      external_updated_at: order.externalUpdatedAt,
      currency: order.currency,
      tax_included: order.taxIncluded,
      is_test: order.isTest,
      other_minor: order.otherMinor,
      items_minor: order.itemsMinor,
      discount_minor: order.discountMinor,
      shipping_minor: order.shippingMinor,
      tax_minor: order.taxMinor,
      cancelled_minor: order.cancelledMinor,
      grand_total_minor: order.grandTotalMinor,
      refunded_minor: order.refundedMinor,
      note: order.note,
      tags: order.tags,
      assignee_id: order.assigneeId,
      ship_by: order.shipBy,
      version: order.version,
      updated_at: sql`greatest(clock_timestamp(), updated_at + interval '1 millisecond')`,
    })
    .where('org_id', '=', orgId)
    .where('id', '=', order.id)
    .returning('updated_at as updatedAt')
    .executeTakeFirstOrThrow()
  return updatedAt
}

/** Writes the lines that differ; only a platform adds some, or takes them out. */
export async function saveLines(
  tx: Db,
  orgId: string,
  orderId: string,
  before: Line[],
  after: Line[],
): Promise<void> {
  const same = new Set(before)
  const kept = new Set(after.map(({ line }) => line))
  const gone = before.map(({ line }) => line).filter((line) => !kept.has(line))
  if (gone.length > 0) {
    await tables(tx)
      .deleteFrom('order_lines')
      .where('org_id', '=', orgId)
      .where('order_id', '=', orderId)
      .where('line', 'in', gone)
      .execute()
  }
  for (const line of after.filter((one) => !same.has(one))) {
    const values = columnsOf(line)
    await tables(tx)
      .insertInto('order_lines')
      .values({ org_id: orgId, order_id: orderId, line: line.line, ...values })
      .onConflict((known) => known.columns(['org_id', 'order_id', 'line']).doUpdateSet(values))
      .execute()
  }
}

const columnsOf = (line: Line) => ({
  sku: line.sku,
  external_id: line.externalId,
  name: line.name,
  quantity: line.quantity,
  unit_price_minor: line.unitPriceMinor,
  discount_minor: line.discountMinor,
  tax_minor: line.taxMinor,
  cancelled_quantity: line.cancelledQuantity,
  shipped_quantity: line.shippedQuantity,
  returned_quantity: line.returnedQuantity,
  short_quantity: line.shortQuantity,
})

export async function insertNote(
  tx: Db,
  orgId: string,
  note: {
    id: string
    orderId: string
    text: string
    author: string
    authorId: string | null
    createdAt: Date
  },
): Promise<void> {
  await tables(tx)
    .insertInto('order_notes')
    .values({
      ...{ org_id: orgId, id: note.id, order_id: note.orderId, text: note.text },
      ...{ author: note.author, author_id: note.authorId, created_at: note.createdAt },
    })
    .execute()
}

export function listNotes(db: Db, orgId: string, orderId: string) {
  return tables(db)
    .selectFrom('order_notes')
    .select(['id', 'text', 'author', 'created_at as createdAt'])
    .where('org_id', '=', orgId)
    .where('order_id', '=', orderId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}
