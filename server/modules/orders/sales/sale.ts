import type { Order } from '../order.ts'

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
  const lines = order.lines.map((line) => ({
    ...{ ...of, sku: line.sku ?? '', returned: line.returnedQuantity },
    pieces: line.quantity - line.cancelledQuantity,
    grossMinor: line.quantity * line.unitPriceMinor - (taxIncluded ? line.taxMinor : 0),
    discountMinor: line.discountMinor,
  }))
  const { discountMinor, refundedMinor, shippingMinor, taxMinor, otherMinor } = order
  const sale = {
    ...{ ...of, ...NOTHING, orders: 1, discountMinor, refundedMinor, shippingMinor, taxMinor },
    pieces: lines.reduce((sum, { pieces }) => sum + pieces, 0),
    grossMinor: order.itemsMinor - (taxIncluded ? taxMinor : 0),
    otherMinor,
  }
  return { sale, lines }
}

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
    ...[order.taxMinor, order.otherMinor],
    order.lines?.map((line) => [
      ...[line.sku, line.quantity, line.cancelledQuantity ?? 0, line.returnedQuantity ?? 0],
      ...[line.unitPriceMinor, line.discountMinor, line.taxMinor],
    ]),
  ])
