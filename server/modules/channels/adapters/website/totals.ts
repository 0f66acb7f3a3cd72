import type { CanonicalLine, CanonicalTotals } from '../../canonical.ts'
import type { PostedLine, PostedOrder } from './format.ts'

/** Whichever of the unit price and the total of a line was left out follows from the other. */
export function linesOf(posted: PostedOrder): { lines: CanonicalLine[]; isRounded: boolean } {
  const results = posted.lines.map(lineOf)
  return {
    lines: results.map(({ line }) => line),
    isRounded: results.some(({ isRounded }) => isRounded),
  }
}

function lineOf(posted: PostedLine, index: number): { line: CanonicalLine; isRounded: boolean } {
  const { id, externalLineId, productId, variantId, name, title, quantity } = posted
  const { unitPriceMinor, totalMinor, isRounded } = pricesOf(posted)
  const line: CanonicalLine = {
    externalLineId: externalLineId ?? id ?? String(index + 1),
    parentLineId: posted.parentLineId,
    sku: posted.sku,
    channelProductId: productId,
    channelVariantId: variantId,
    title: title ?? name ?? posted.sku ?? '',
    variantTitle: posted.variantTitle,
    quantity,
    activeQuantity: posted.activeQuantity ?? quantity,
    fulfilledQuantity: posted.fulfilledQuantity ?? '0',
    unitPriceMinor,
    discountMinor: posted.discountMinor,
    taxMinor: posted.taxMinor,
    totalMinor,
    requiresShipping: posted.requiresShipping,
    giftCard: posted.giftCard,
    properties: posted.properties,
  }
  return { line, isRounded }
}

function pricesOf({ unitPriceMinor, totalMinor, discountMinor, quantity }: PostedLine) {
  const pieces = Number(quantity)
  if (unitPriceMinor === undefined) {
    const beforeDiscount = (totalMinor ?? 0) + discountMinor
    const unit = pieces > 0 ? Math.round(beforeDiscount / pieces) : 0
    return {
      unitPriceMinor: unit,
      totalMinor: totalMinor ?? 0,
      isRounded: Math.round(unit * pieces) !== beforeDiscount,
    }
  }
  const total = totalMinor ?? Math.round(unitPriceMinor * pieces) - discountMinor
  return { unitPriceMinor, totalMinor: total, isRounded: false }
}

/**
 * What was said stands; what was left out is the sum of its parts. `fits`: what was said agrees
 * with its own parts, which is checked and never put right.
 */
export function totalsOf(
  posted: PostedOrder,
  lines: CanonicalLine[],
): { totals: CanonicalTotals; fits: boolean } {
  const said = posted.totals
  const discountMinor = said.discountMinor ?? discountOf(posted, lines)
  const parts = {
    itemsMinor:
      said.itemsMinor ?? sum(lines, (line) => (line.totalMinor ?? 0) + line.discountMinor),
    discountMinor,
    shippingMinor: said.shippingMinor ?? sum(posted.shippingLines, (line) => line.amountMinor),
    feesMinor: said.feesMinor ?? sum(posted.fees, (fee) => fee.amountMinor),
    taxMinor: said.taxMinor ?? taxOf(posted, lines),
  }
  const before = parts.itemsMinor - discountMinor + parts.shippingMinor + parts.feesMinor
  const expected = before + (posted.taxIncluded ? 0 : parts.taxMinor)
  const totals = {
    ...parts,
    grandTotalMinor: said.grandTotalMinor ?? expected,
    currentTotalMinor: said.currentTotalMinor,
    refundedMinor: said.refundedMinor ?? sum(posted.refunds, (refund) => refund.amountMinor),
    outstandingMinor: said.outstandingMinor,
  }
  return { totals, fits: totals.grandTotalMinor === expected }
}

/** A discount of scope `line` is already in the line that it belongs to. */
const discountOf = (posted: PostedOrder, lines: CanonicalLine[]): number =>
  sum(lines, (line) => line.discountMinor) +
  sum(posted.discounts, ({ scope, amountMinor }) => (scope === 'line' ? 0 : amountMinor))

const taxOf = ({ taxes, shippingLines, fees }: PostedOrder, lines: CanonicalLine[]): number =>
  taxes.length > 0
    ? sum(taxes, (tax) => tax.amountMinor)
    : sum([...lines, ...shippingLines, ...fees], (part) => part.taxMinor)

const sum = <T>(items: T[], amountOf: (item: T) => number): number =>
  items.reduce((total, item) => total + amountOf(item), 0)
