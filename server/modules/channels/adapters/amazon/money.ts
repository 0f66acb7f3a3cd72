import type { Lossless } from '#platform/lossless-json.ts'
import type { CanonicalFlag } from '../../canonical.ts'
import { type Amounts, amountsIn } from '../shape/amounts.ts'
import { at } from '../shape/json.ts'
import { currencyOf } from '../shape/text.ts'

/** The amount in `{amount, currencyCode}` of 2026-01-01, or in `{CurrencyCode, Amount}` of v0. */
export const amountIn = (money: Lossless | undefined): Lossless | undefined =>
  at(money, 'amount') ?? at(money, 'Amount')

/** The first currency that is named: an order without a total may still have prices. */
export function currencyIn(...moneys: (Lossless | undefined)[]): string | null {
  const codes = moneys.map((money) =>
    currencyOf(at(money, 'currencyCode') ?? at(money, 'CurrencyCode')),
  )
  return codes.find((code) => code !== null) ?? null
}

/**
 * Reads amounts of one order. Without a currency there are none, and an amount of another currency
 * does not count.
 */
export function moneyIn(currency: string | null, flags: Set<CanonicalFlag>) {
  const amounts: Amounts = amountsIn(currency ?? 'USD', flags)
  const of = (money: Lossless | undefined): number | null => {
    if (currency === null) return null
    const isForeign = (currencyIn(money) ?? currency) !== currency
    if (isForeign) flags.add('totals_mismatch')
    return isForeign ? null : amounts.read(amountIn(money))
  }
  return { of, orZero: (money: Lossless | undefined): number => of(money) ?? 0, sum: amounts.sum }
}
export type Money = ReturnType<typeof moneyIn>
