import { cancelledOf } from '../cancel-lines.ts'
import type { Line, Order } from '../order.ts'

/**
 * What an order counts for in the figures: nothing as a trial, and only as cancelled when it is.
 * Goods are counted without tax, so that gross - discount + shipping + tax + other is what was to
 * be paid, whether prices include the tax or not.
 */
export type Sale = {
  placedAt: string
  storeId: string
  currency: string
  orders: number
  cancelled: number
  pieces: number
  grossMinor: number
  discountMinor: number
  refundedMinor: number
  shippingMinor: number
  taxMinor: number
  otherMinor: number
}

export type SoldLine = Pick<Sale, 'placedAt' | 'storeId' | 'currency'> & {
  /** Empty for what is not mapped. */
  sku: string
  pieces: number
  returned: number
  grossMinor: number
  discountMinor: number
}

/** `salesIn` and `soldLinesIn` say the same in SQL; `verify` compares the two. */
export function saleOf(order: Order): { sale: Sale; lines: SoldLine[] } | undefined {
  if (order.isTest) return undefined
  const { placedAt, storeId, currency, taxIncluded } = order
  const of = { placedAt, storeId, currency }
  if (order.lifecycle === 'cancelled')
    return { sale: { ...of, ...NOTHING, cancelled: 1 }, lines: [] }
  const off = order.lines.map((line) => offOf(order, line))
  const lines = order.lines.map((line, index) => {
    const { grossMinor, discountMinor, taxMinor } = off[index]!
    const tax = taxIncluded ? line.taxMinor - taxMinor : 0
    return {
      ...{ ...of, sku: line.sku ?? '', returned: line.returnedQuantity },
      pieces: line.quantity - line.cancelledQuantity,
      grossMinor: line.quantity * line.unitPriceMinor - grossMinor - tax,
      discountMinor: line.discountMinor - discountMinor,
    }
  })
  const { shippingMinor, otherMinor, cancelledMinor } = order
  const taxMinor = order.taxMinor - sum(off, 'taxMinor')
  const sale = {
    ...{ ...of, ...NOTHING, orders: 1, shippingMinor, taxMinor, otherMinor },
    pieces: sum(lines, 'pieces'),
    grossMinor: order.itemsMinor - sum(off, 'grossMinor') - (taxIncluded ? taxMinor : 0),
    discountMinor: order.discountMinor - sum(off, 'discountMinor'),
    // What came back for pieces that do not count is no refund of those that do.
    refundedMinor: Math.max(0, order.refundedMinor - cancelledMinor),
  }
  return { sale, lines }
}

/** What a platform cancels stays in its totals, and its money is among what it gives back. */
const offOf = ({ cancelledMinor }: Order, line: Line) =>
  cancelledMinor > 0 ? cancelledOf(line) : NOTHING_OFF

const NOTHING_OFF = { grossMinor: 0, discountMinor: 0, taxMinor: 0 }

const sum = <Name extends string>(parts: Record<Name, number>[], of: Name): number =>
  parts.reduce((total, { [of]: value }) => total + value, 0)

const NOTHING = {
  ...{ orders: 0, cancelled: 0, pieces: 0, grossMinor: 0, discountMinor: 0, refundedMinor: 0 },
  ...{ shippingMinor: 0, taxMinor: 0, otherMinor: 0 },
}

/** Whether an event has changed what an order counts for: most events do not. */
export function changesSale({ before, after }: { before?: unknown; after?: unknown }): boolean {
  if (!before || !after) return false
  return countedOf(before) !== countedOf(after)
}

/** Of an order, or of those members of it that an event tells. */
const countedOf = (order: Partial<Order>): string =>
  JSON.stringify([
    ...[order.isTest, order.lifecycle === 'cancelled', order.currency, order.taxIncluded],
    ...[order.itemsMinor, order.discountMinor, order.refundedMinor, order.shippingMinor],
    ...[order.taxMinor, order.otherMinor, order.cancelledMinor ?? 0],
    order.lines?.map((line) => [
      ...[line.sku, line.quantity, line.cancelledQuantity ?? 0, line.returnedQuantity ?? 0],
      ...[line.unitPriceMinor, line.discountMinor, line.taxMinor],
    ]),
  ])
