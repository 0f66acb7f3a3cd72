import { decimalOf } from '#platform/money.ts'
import type { Order } from '../../order.ts'
import { addressOf } from './address-of.ts'

type Column = [name: string, cell: (order: Order, line: Order['lines'][number]) => string]

const PLAIN: Column[] = [
  ['number', ({ number }) => number],
  ['placed_at', ({ placedAt }) => placedAt],
  ['status', ({ status }) => status],
  ['payment', ({ payment }) => payment],
  ['holds', ({ holds }) => holds.join(' ')],
  ['tags', ({ tags }) => tags.join(', ')],
  ['line', (_order, { line }) => String(line)],
  ['sku', (_order, { sku }) => sku ?? ''],
  ['name', (_order, { name }) => name],
  ['quantity', (_order, { quantity }) => String(quantity)],
  ['cancelled', (_order, { cancelledQuantity }) => String(cancelledQuantity)],
  ['shipped', (_order, { shippedQuantity }) => String(shippedQuantity)],
  ['returned', (_order, { returnedQuantity }) => String(returnedQuantity)],
  ['currency', ({ currency }) => currency],
  ['unit_price', ({ currency }, { unitPriceMinor }) => decimalOf(unitPriceMinor, currency)],
]

/** Names and addresses are only exported for those who may export them. */
const CONTACT: Column[] = [
  ['customer', ({ customer }) => customer.name],
  ['email', ({ customer }) => customer.email ?? ''],
  ['phone', ({ customer }) => customer.phone ?? ''],
  ['ships_to', (order) => (order.shippingAddress ? addressOf(order).join(', ') : '')],
]

/**
 * Exports one row for each line of an order; the export of the order list has one row for each
 * order.
 */
export function orderLines(withContact: boolean) {
  const columns = withContact ? [...PLAIN, ...CONTACT] : PLAIN
  return {
    header: columns.map(([name]) => name),
    rowsOf: (order: Order) =>
      order.lines.map((line) => columns.map(([, cell]) => cell(order, line))),
  }
}
