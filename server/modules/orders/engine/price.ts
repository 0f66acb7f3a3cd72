import type { Offer } from '#catalog'
import type { Totals } from '../order.ts'
import type { ChannelSale, DirectSale, PlacedLine } from './command.ts'

export type Priced = Totals & { lines: PlacedLine[] }

/** Above it, sums could leave the range in which a double counts exactly. */
export const TOTAL_MINOR_MAX = 1_000_000_000_000_000

/** Our own prices: what the catalog says at this moment, and the terms of the shop. */
export function priceDirect(sale: DirectSale, offerOf: (sku: string) => Offer): Priced {
  const { terms } = sale
  const lines = sale.lines.map(({ sku, quantity }, index) => {
    const offer = offerOf(sku)
    const unitPriceMinor = offer.priceMinor ?? 0
    const taxMinor = taxOf(quantity * unitPriceMinor, terms.taxRateBasisPoints, terms.taxIncluded)
    const line = index + 1
    const none = { externalId: null, discountMinor: 0, shortQuantity: 0 }
    return { line, sku, name: offer.name, quantity, unitPriceMinor, taxMinor, ...none }
  })
  const itemsMinor = sumOf(lines)
  const free = terms.freeShippingFromMinor
  const shippingMinor = free !== null && itemsMinor >= free ? 0 : (terms.shippingMinor ?? 0)
  const { taxIncluded } = terms
  return totals(lines, { ...NOTHING_MORE, discountMinor: 0, shippingMinor, taxIncluded })
}

const NOTHING_MORE = { otherMinor: 0, refundedMinor: 0 }

/** The platform's prices, as they were charged there. */
export function priceChannel(sale: ChannelSale): Priced {
  // What was called off only matters to the versions that follow.
  const lines = sale.lines.map(({ calledOffQuantity: _off, ...line }, index) => {
    return { ...line, line: index + 1, shortQuantity: 0 }
  })
  const { discountMinor, shippingMinor, taxMinor, taxIncluded, otherMinor, refundedMinor } = sale
  const parts = { discountMinor, shippingMinor, taxIncluded, otherMinor, refundedMinor }
  return totals(lines, { ...parts, taxMinor })
}

function totals(
  lines: PlacedLine[],
  parts: Omit<Totals, 'itemsMinor' | 'taxMinor' | 'grandTotalMinor'> & { taxMinor?: number },
): Priced {
  const itemsMinor = sumOf(lines)
  const { discountMinor, shippingMinor, taxIncluded, otherMinor, refundedMinor } = parts
  const taxMinor = parts.taxMinor ?? lines.reduce((sum, line) => sum + line.taxMinor, 0)
  const added = taxIncluded ? 0 : taxMinor
  const grandTotalMinor = itemsMinor - discountMinor + shippingMinor + added + otherMinor
  const sums = { itemsMinor, discountMinor, shippingMinor, taxMinor, taxIncluded, otherMinor }
  return { lines, ...sums, grandTotalMinor, refundedMinor }
}

const sumOf = (lines: PlacedLine[]): number =>
  lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0)

/** Half a unit goes up, in whole numbers all the way: amounts never pass through fractions. */
export function taxOf(amountMinor: number, rateBasisPoints: number, included: boolean): number {
  if (rateBasisPoints === 0) return 0
  const rate = BigInt(rateBasisPoints)
  const base = included ? 10_000n + rate : 10_000n
  return Number((BigInt(amountMinor) * rate * 2n + base) / (base * 2n))
}
