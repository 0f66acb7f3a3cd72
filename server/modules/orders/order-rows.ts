import type { Order } from './order.ts'
import type { StoredLine, StoredOrder } from './store.ts'

/** The order of the rules, made from its rows. */
export function orderOf(row: StoredOrder, lines: StoredLine[]): Order {
  const { customerName, customerEmail, customerPhone, updatedAt: _updatedAt, ...rest } = row
  return {
    ...rest,
    customer: { name: customerName, email: customerEmail, phone: customerPhone },
    externalUpdatedAt: row.externalUpdatedAt?.toISOString() ?? null,
    shipBy: row.shipBy?.toISOString() ?? null,
    placedAt: row.placedAt.toISOString(),
    lines,
  }
}
