import type { Lossless } from '#platform/lossless-json.ts'
import { minorOf } from '#platform/money.ts'
import type { ListedPrice } from '../../adapter.ts'
import { textOf } from './text.ts'

/** The catalog takes no higher price. */
const MINOR_MAX = 1_000_000_000_000

/** The price of a listing; null where the platform writes none, or one without a currency. */
export function priceOf(amount: Lossless | undefined, currency: string | null): ListedPrice | null {
  const text = textOf(amount)
  const minor = text !== null && currency !== null ? minorOf(text, currency)?.minor : undefined
  if (minor === undefined || minor < 0 || minor > MINOR_MAX) return null
  return { priceMinor: minor, currency: currency! }
}
