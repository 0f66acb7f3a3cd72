import type { Lossless } from '#platform/lossless-json.ts'
import type { CanonicalLine, CanonicalTotals } from '../../canonical.ts'
import { addsUp } from '../shape/amounts.ts'
import { textOf } from '../shape/text.ts'
import type { Money } from './money.ts'
import { isCashOnDelivery } from './status.ts'

/** What a line or a whole order adds to each part of the total. */
export type Parts = {
  itemsMinor: number
  shippingMinor: number
  feesMinor: number
  taxMinor: number
  discountMinor: number
}

/** A line, with the amounts that a line of ours cannot hold. */
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

/** The totals of an order. Without a grand total, or without lines, the parts are unknown. */
export const totalsOf = (parts: Parts | null, grandTotalMinor: number | null): CanonicalTotals => ({
  ...(grandTotalMinor === null ? UNKNOWN : (parts ?? UNKNOWN)),
  grandTotalMinor,
  currentTotalMinor: null,
  refundedMinor: 0,
  outstandingMinor: null,
})

/**
 * Whether prices include the tax, which Amazon does not say. In Europe they do, in America they do
 * not, and tax that the marketplace collects may be in no total at all; so it is found out by the
 * sum.
 */
export function taxOf(totals: CanonicalTotals): { taxIncluded: boolean; fits: boolean } {
  const isOnTop = totals.itemsMinor === null || addsUp(totals, false)
  const taxIncluded = !isOnTop && (totals.taxMinor ?? 0) > 0 && addsUp(totals, true)
  const isSane = (totals.grandTotalMinor ?? 0) >= 0
  return { taxIncluded, fits: isSane && (isOnTop || taxIncluded) }
}

type Payment = { method: Lossless | undefined; amount: Lossless | undefined }

/**
 * What is to be taken at the door, where Amazon says in which ways an order is paid: a gift card or
 * points have paid a part of it already.
 */
export function owedOf(payments: readonly Payment[], money: Money): number | null {
  const owed = payments.filter(({ method }) => isCashOnDelivery(textOf(method) ?? ''))
  if (owed.length === 0 || owed.some(({ amount }) => money.of(amount) === null)) return null
  return money.sum(owed.map(({ amount }) => money.orZero(amount)))
}
