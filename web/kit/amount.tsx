import { numberFormat } from './formats.ts'
import { currencyDigits, decimal } from './money.tsx'
import { usePlace } from './place.ts'

/** Where its currency stands beside it already, such as in the head of a column. */
export function Amount({ minor, currency }: { minor: number; currency: string }) {
  const { language } = usePlace()
  return <data value={minor}>{formatAmount(minor, currency, language)}</data>
}

export function formatAmount(minor: number, currency: string, language: string): string {
  const count = currencyDigits(currency)
  return numberFormat(language, {
    minimumFractionDigits: count,
    maximumFractionDigits: count,
  }).format(decimal(BigInt(minor), count))
}
