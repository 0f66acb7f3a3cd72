import type { Fulfilment, Line, Order } from './order.ts'
import { hasComeBack, keptLines, type LineQuantity, openLines, withQuantities } from './pieces.ts'

/**
 * The order without pieces that are not wanted any more. Of what has left nothing can be cancelled,
 * and what is left of the order goes its way.
 */
export function withoutPieces(order: Order, parts: LineQuantity[]): Order | undefined {
  const lines = withQuantities(order, parts, openLines(order), withoutSome)
  if (!lines) return undefined
  const next = { ...order, lines, ...(isSoldByUs(order) && lowered(order, lines)) }
  return { ...next, holds: holdsOf(next), fulfilment: fulfilmentOf(next) }
}

/** What nobody has yet is given up first: the pieces that are promised stay with the buyer. */
const withoutSome = (line: Line, quantity: number): Line => ({
  ...line,
  cancelledQuantity: line.cancelledQuantity + quantity,
  shortQuantity: Math.max(0, line.shortQuantity - quantity),
})

/** Our own orders bear their own id as that of their platform: nobody else says what they cost. */
const isSoldByUs = ({ id, externalId }: Order): boolean => id === externalId

function lowered(order: Order, lines: Line[]): Pick<Order, 'cancelledMinor' | 'grandTotalMinor'> {
  const cancelledMinor = lines.reduce((sum, line) => sum + costOf(line, order.taxIncluded), 0)
  const more = cancelledMinor - order.cancelledMinor
  return { cancelledMinor, grandTotalMinor: order.grandTotalMinor - more }
}

/** Of all that was cancelled of a line, so that what is cancelled last takes the rounding along. */
function costOf(line: Line, taxIncluded: boolean): number {
  const { grossMinor, discountMinor, taxMinor } = cancelledOf(line)
  return grossMinor - discountMinor + (taxIncluded ? 0 : taxMinor)
}

/** What the cancelled pieces have of the price, the discount and the tax of their line. */
export function cancelledOf(line: Line) {
  const { cancelledQuantity: pieces, quantity } = line
  const share = (minor: number) => Number((BigInt(minor) * BigInt(pieces)) / BigInt(quantity))
  return {
    grossMinor: pieces * line.unitPriceMinor,
    ...{ discountMinor: share(line.discountMinor), taxMinor: share(line.taxMinor) },
  }
}

/** A line that is not sent needs neither stock nor a SKU. */
function holdsOf({ holds, lines }: Order): string[] {
  const isShort = lines.some(({ shortQuantity }) => shortQuantity > 0)
  const isUnmapped = lines.some(
    (line) => line.sku === null && line.quantity > line.cancelledQuantity + line.shippedQuantity,
  )
  const isOver = (hold: string) =>
    (hold === 'stock_short' && !isShort) || (hold === 'unmapped_sku' && !isUnmapped)
  return holds.some(isOver) ? holds.filter((hold) => !isOver(hold)) : holds
}

/** Nothing is left to be sent: then the order stands where its parcels stand. */
function fulfilmentOf(order: Order): Fulfilment {
  if (openLines(order).length > 0) return order.fulfilment
  if (!hasComeBack(order)) return 'shipped'
  return keptLines(order).length > 0 ? 'partly_returned' : 'returned'
}
