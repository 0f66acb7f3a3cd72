import type { Db } from '#platform/database.ts'
import type { Line, Order } from './order.ts'
import { orderOf } from './order-rows.ts'
import { ORDER_COLUMNS } from './store.ts'
import { tables } from './tables.ts'

/** Many orders with their lines, by their ids; those of other orgs are not among them. */
export async function readOrders(
  db: Db,
  orgId: string,
  ids: string[],
): Promise<Map<string, Order>> {
  const rows = await tables(db)
    .selectFrom('orders')
    .select(ORDER_COLUMNS)
    .where('org_id', '=', orgId)
    .where('id', 'in', ids)
    .execute()
  const lines = await readLines(db, orgId, ids)
  const byOrder = Map.groupBy(lines, ({ orderId }) => orderId)
  const linesOf = (id: string): Line[] =>
    (byOrder.get(id) ?? []).map(({ orderId: _orderId, ...line }) => line)
  return new Map(rows.map((row) => [row.id, orderOf(row, linesOf(row.id))]))
}

const readLines = (db: Db, orgId: string, ids: string[]) =>
  tables(db)
    .selectFrom('order_lines')
    .select(['order_id as orderId', 'line', 'sku', 'external_id as externalId', 'name', 'quantity'])
    .select(['unit_price_minor as unitPriceMinor', 'discount_minor as discountMinor'])
    .select(['tax_minor as taxMinor', 'cancelled_quantity as cancelledQuantity'])
    .select(['shipped_quantity as shippedQuantity', 'returned_quantity as returnedQuantity'])
    .select('short_quantity as shortQuantity')
    .where('org_id', '=', orgId)
    .where('order_id', 'in', ids)
    .orderBy('order_id')
    .orderBy('line')
    .execute()
