import type { CanonicalLine, CanonicalTotals } from '../../canonical.ts'
import { addsUp } from '../shape/amounts.ts'

/** What a line, or a whole order, brings to each part of the total. */
export type Parts = {
  itemsMinor: number
  shippingMinor: number
  feesMinor: number
  taxMinor: number
  discountMinor: number
}

/** A line with what it cannot hold itself. */
export type LineParts = Parts & { line: CanonicalLine }

export function sumOfLines(lines: LineParts[]): Parts {
  const sum = (part: keyof Parts) => lines.reduce((total, line) => total + line[part], 0)
  return {
    itemsMinor: sum('itemsMinor'),
    shippingMinor: sum('shippingMinor'),
    feesMinor: sum('feesMinor'),
    taxMinor: sum('taxMinor'),
    discountMinor: sum('discountMinor'),
  }
}

const UNKNOWN = {
  ...{ itemsMinor: null, shippingMinor: null, feesMinor: null },
  ...{ taxMinor: null, discountMinor: null },
}

/** The parts next to the grand total as Amazon says it; without it, or without lines, none. */
export const totalsOf = (parts: Parts | null, grandTotalMinor: number | null): CanonicalTotals => ({
  ...(grandTotalMinor === null ? UNKNOWN : (parts ?? UNKNOWN)),
  grandTotalMinor,
  currentTotalMinor: null,
  refundedMinor: 0,
  outstandingMinor: null,
})

/**
 * Amazon does not say whether its prices hold the tax: in Europe they do, in America they do not,
 * and what a marketplace facilitator collects may be in no total at all. The sum tells.
 */
export function taxOf(totals: CanonicalTotals): { taxIncluded: boolean; fits: boolean } {
  const isOnTop = totals.itemsMinor === null || addsUp(totals, false)
  const taxIncluded = !isOnTop && (totals.taxMinor ?? 0) > 0 && addsUp(totals, true)
  const isSane = (totals.grandTotalMinor ?? 0) >= 0
  return { taxIncluded, fits: isSane && (isOnTop || taxIncluded) }
}
