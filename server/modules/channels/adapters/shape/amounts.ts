import type { Lossless } from '#platform/lossless-json.ts'
import { type Minor, minorOf } from '#platform/money.ts'
import type { CanonicalFlag, CanonicalTotals } from '../../canonical.ts'

/** Reads the amounts of one order. Where digits are lost, a flag of the order says so. */
export type Amounts = {
  /** Null where nothing is written, or something that is no amount. */
  read(value: Lossless | undefined): number | null
  /** Zero where nothing is written. */
  readOrZero(value: Lossless | undefined): number
  /** The sum, limited to what can be counted exactly. */
  sum(values: readonly number[]): number
}

export function amountsIn(currency: string, flags: Set<CanonicalFlag>): Amounts {
  const read = (value: Lossless | undefined): number | null => {
    const minor = typeof value === 'string' ? minorOf(value, currency) : undefined
    return minor ? noted(minor, flags) : null
  }
  return {
    read,
    readOrZero: (value) => read(value) ?? 0,
    sum: (values) => safe(values.reduce((total, value) => total + value, 0)),
  }
}

function noted({ minor, wasRounded }: Minor, flags: Set<CanonicalFlag>): number {
  if (wasRounded) flags.add('precision_rounded')
  return minor
}

/**
 * Limits an amount to what can be counted exactly. An order that reaches the limit is parked later.
 */
const safe = (value: number): number =>
  Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value))

/**
 * Whether the parts that a platform names add up to its grand total. A part that it does not name
 * counts as zero; without a grand total nothing is compared. `roundedMinor` is the difference that
 * is allowed because the platform has rounded each part.
 */
export function addsUp(totals: CanonicalTotals, taxIncluded: boolean, roundedMinor = 0): boolean {
  if (totals.grandTotalMinor === null) return true
  const tax = taxIncluded ? 0 : (totals.taxMinor ?? 0)
  const { itemsMinor, discountMinor, shippingMinor, feesMinor } = totals
  const added = (itemsMinor ?? 0) - (discountMinor ?? 0) + (shippingMinor ?? 0) + (feesMinor ?? 0)
  // A total below zero is wrong in any case, since no buyer is paid for buying.
  const isSum = Math.abs(added + tax - totals.grandTotalMinor) <= roundedMinor
  return totals.grandTotalMinor >= 0 && isSum
}
