import type { Lossless } from '#platform/lossless-json.ts'
import { type Minor, minorOf } from '#platform/money.ts'
import type { CanonicalFlag, CanonicalTotals } from '../../canonical.ts'

/** Reads the amounts of one order, and remembers in its flags that digits were lost. */
export type Amounts = {
  /** Null when nothing is written, or nothing that is an amount. */
  read(value: Lossless | undefined): number | null
  /** The same, where nothing written means nothing to pay. */
  readOrZero(value: Lossless | undefined): number
  /** Sums of amounts stay exact, or are no longer one. */
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

/** No order is worth so much that it cannot be counted; what claims to be is held at the end. */
const safe = (value: number): number =>
  Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value))

/**
 * Whether the parts that the platform gives make its grand total. What it does not say counts as
 * nothing, and without a grand total there is nothing to compare with. `roundedMinor`: as much as
 * they may be off because the platform has rounded each of them.
 */
export function addsUp(totals: CanonicalTotals, taxIncluded: boolean, roundedMinor = 0): boolean {
  if (totals.grandTotalMinor === null) return true
  const tax = taxIncluded ? 0 : (totals.taxMinor ?? 0)
  const { itemsMinor, discountMinor, shippingMinor, feesMinor } = totals
  const added = (itemsMinor ?? 0) - (discountMinor ?? 0) + (shippingMinor ?? 0) + (feesMinor ?? 0)
  // No buyer is paid for buying.
  const isSum = Math.abs(added + tax - totals.grandTotalMinor) <= roundedMinor
  return totals.grandTotalMinor >= 0 && isSum
}
