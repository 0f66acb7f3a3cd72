import type { CanonicalLine, CanonicalTotals } from '../../canonical.ts'
import { addsUp } from '../shape/amounts.ts'

/** What a line brings to each part of the total, beside what the line itself can hold. */
export type LineParts = {
  line: CanonicalLine
  itemsMinor: number
  shippingMinor: number
  feesMinor: number
  taxMinor: number
  discountMinor: number
}

/** The parts of all lines, next to the grand total as Amazon says it. */
export function totalsOf(lines: LineParts[], grandTotalMinor: number | null): CanonicalTotals {
  const has = lines.length > 0 && grandTotalMinor !== null
  const sum = (part: Exclude<keyof LineParts, 'line'>): number | null =>
    has ? lines.reduce((total, line) => total + line[part], 0) : null
  return {
    itemsMinor: sum('itemsMinor'),
    discountMinor: sum('discountMinor'),
    shippingMinor: sum('shippingMinor'),
    feesMinor: sum('feesMinor'),
    taxMinor: sum('taxMinor'),
    grandTotalMinor,
    currentTotalMinor: null,
    refundedMinor: 0,
    outstandingMinor: null,
  }
}

/**
 * Amazon does not say whether its prices hold the tax: in Europe they do, in America they do not,
 * and what a marketplace facilitator collects may be in no total at all. The sum tells.
 */
export function taxOf(totals: CanonicalTotals): { taxIncluded: boolean; fits: boolean } {
  const isOnTop = totals.itemsMinor === null || addsUp(totals, false)
  const taxIncluded = !isOnTop && (totals.taxMinor ?? 0) > 0 && addsUp(totals, true)
  return { taxIncluded, fits: isOnTop || taxIncluded }
}
