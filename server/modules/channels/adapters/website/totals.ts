import type { CanonicalLine, CanonicalTotals } from '../../canonical.ts'
import { lesserOf, less, piecesOfLine } from '../shape/quantity.ts'
import { lineIdOf, type PostedLine, type PostedOrder } from './format.ts'

/** The lines. If the unit price or the total of a line was left out, it follows from the other. */
export function linesOf(posted: PostedOrder): { lines: CanonicalLine[]; isRounded: boolean } {
  const results = posted.lines.map((line, index) => lineOf(line, index, posted))
  return {
    lines: results.map(({ line }) => line),
    isRounded: results.some(({ isRounded }) => isRounded),
  }
}

function lineOf(
  posted: PostedLine,
  index: number,
  { refunds, fulfillments }: PostedOrder,
): { line: CanonicalLine; isRounded: boolean } {
  const { name, title, quantity } = posted
  const externalLineId = lineIdOf(posted, index)
  const { unitPriceMinor, totalMinor, isRounded } = pricesOf(posted)
  const line: CanonicalLine = {
    externalLineId,
    // No line is a part of itself.
    parentLineId: posted.parentLineId === externalLineId ? null : posted.parentLineId,
    sku: posted.sku,
    channelProductId: posted.productId ?? posted.channelProductId,
    channelVariantId: posted.variantId ?? posted.channelVariantId,
    title: title ?? name ?? posted.sku ?? '',
    variantTitle: posted.variantTitle,
    quantity,
    activeQuantity: posted.activeQuantity ?? less(quantity, piecesIn(refunds, externalLineId)),
    fulfilledQuantity:
      posted.fulfilledQuantity ??
      lesserOf(quantity, piecesIn(fulfillments.filter(hasLeft), externalLineId)),
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

/** The pieces of a line in all of these refunds or parcels. */
const piecesIn = (
  parts: readonly { lines: { externalLineId: string; quantity: string }[] }[],
  lineId: string,
): string =>
  piecesOfLine(
    parts.flatMap(({ lines }) => lines),
    lineId,
  )

/** A parcel has left as soon as it is told, unless its word says the contrary. */
const hasLeft = ({ status }: PostedOrder['fulfillments'][number]): boolean =>
  !/^(cancell?ed|fail(ed|ure)|error|pending|open|label_created)$/i.test(status)

type Prices = { unitPriceMinor: number | null; totalMinor: number | null; isRounded: boolean }

function pricesOf(posted: PostedLine): Prices {
  const { unitPriceMinor, totalMinor = null, discountMinor, quantity } = posted
  const pieces = Number(quantity)
  if (unitPriceMinor !== undefined && unitPriceMinor !== null) {
    const total = totalMinor ?? Math.round(unitPriceMinor * pieces) - discountMinor
    return { unitPriceMinor, totalMinor: total, isRounded: false }
  }
  if (totalMinor === null) return { unitPriceMinor: null, totalMinor: null, isRounded: false }
  const beforeDiscount = totalMinor + discountMinor
  const unit = pieces > 0 ? Math.round(beforeDiscount / pieces) : 0
  const isRounded = Math.round(unit * pieces) !== beforeDiscount
  return { unitPriceMinor: unit, totalMinor, isRounded }
}

/**
 * The totals. What was said is kept, and what was left out is the sum of its parts. `fits` says
 * whether what was said agrees with its own parts; it is never corrected.
 */
export function totalsOf(
  posted: PostedOrder,
  lines: CanonicalLine[],
): { totals: CanonicalTotals; fits: boolean } {
  const said = posted.totals
  const discountMinor = said.discountMinor ?? discountOf(posted, lines)
  const hasPrices = lines.every((line) => line.totalMinor !== null)
  const itemsMinor =
    said.itemsMinor ?? sum(lines, (line) => (line.totalMinor ?? 0) + line.discountMinor)
  const parts = {
    itemsMinor,
    discountMinor,
    shippingMinor: said.shippingMinor ?? sum(posted.shippingLines, (line) => line.amountMinor),
    feesMinor: said.feesMinor ?? sum(posted.fees, (fee) => fee.amountMinor),
    taxMinor: said.taxMinor ?? taxOf(posted, lines),
  }
  const before = parts.itemsMinor - discountMinor + parts.shippingMinor + parts.feesMinor
  const expected = before + (posted.taxIncluded ? 0 : parts.taxMinor)
  const unsaid = said.grandTotalMinor === undefined && hasPrices ? expected : null
  const totals = {
    ...parts,
    ...(said.itemsMinor === undefined && !hasPrices && { itemsMinor: null }),
    grandTotalMinor: said.grandTotalMinor ?? unsaid,
    currentTotalMinor: said.currentTotalMinor,
    refundedMinor: said.refundedMinor ?? sum(posted.refunds, (refund) => refund.amountMinor),
    outstandingMinor: said.outstandingMinor,
  }
  const canBeCompared = totals.grandTotalMinor !== null && totals.itemsMinor !== null
  return { totals, fits: !canBeCompared || totals.grandTotalMinor === expected }
}

/** The discount of the order. Discounts of scope `line` are part of their lines already. */
const discountOf = (posted: PostedOrder, lines: CanonicalLine[]): number =>
  sum(lines, (line) => line.discountMinor) +
  sum(posted.discounts, ({ scope, amountMinor }) => (scope === 'line' ? 0 : amountMinor))

const taxOf = ({ taxes, shippingLines, fees }: PostedOrder, lines: CanonicalLine[]): number =>
  taxes.length > 0
    ? sum(taxes, (tax) => tax.amountMinor)
    : sum([...lines, ...shippingLines, ...fees], (part) => part.taxMinor)

const sum = <T>(items: T[], amountOf: (item: T) => number): number =>
  items.reduce((total, item) => total + amountOf(item), 0)
