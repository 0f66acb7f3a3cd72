import { numberFormat } from './formats.ts'
import { usePlace } from './place.ts'

type MoneyProps = { minor: bigint | number | string; currency: string }

/** @public The pages of orders and payments show amounts with it. */
export function Money({ minor, currency }: MoneyProps) {
  const { language } = usePlace()
  return <data value={String(minor)}>{formatMoney(minor, currency, language)}</data>
}

/** ISO 4217. Own table: `Intl` has other digits than the standard for 17 currencies. */
const DIGITS: Readonly<Record<string, number>> = {
  ...digits(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...digits(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...digits(4, 'CLF UYW'),
}

/** How many figures stand behind the point. */
export const currencyDigits = (currency: string): number => DIGITS[currency] ?? 2

export function formatMoney(minor: bigint | number | string, currency: string, language: string) {
  const count = currencyDigits(currency)
  return numberFormat(language, {
    style: 'currency',
    currency,
    minimumFractionDigits: count,
    maximumFractionDigits: count,
  }).format(decimal(BigInt(minor), count))
}

/** Exact at any size, because the amount never becomes a float. */
export function decimal(minor: bigint, count: number) {
  const figures = (minor < 0n ? -minor : minor).toString().padStart(count + 1, '0')
  const point = figures.length - count
  const sign = minor < 0n ? '-' : ''
  return `${sign}${figures.slice(0, point)}.${figures.slice(point)}0` as `${number}`
}

function digits(count: number, codes: string) {
  return Object.fromEntries(codes.split(' ').map((code) => [code, count]))
}

/** As it is typed: 249.00. */
export function plainMoney(minor: number, currency: string): string {
  const count = currencyDigits(currency)
  return decimal(BigInt(minor), count).slice(0, count === 0 ? -2 : -1)
}

/** `undefined`: this is no amount of the currency. */
export function minorOf(text: string, currency: string): number | undefined {
  const count = currencyDigits(currency)
  const typed = text.trim().replaceAll(',', '')
  const [, whole, part = ''] = /^(\d{1,12})(?:\.(\d*))?$/.exec(typed) ?? []
  if (whole === undefined || part.length > count) return undefined
  return Number(whole + part.padEnd(count, '0'))
}

/** In a few characters, for an axis: "₹1.2L". Only to be looked at, never to be reckoned with. */
export function formatShortMoney(minor: number, currency: string, language: string): string {
  return numberFormat(language, {
    ...{ style: 'currency', currency, notation: 'compact', maximumFractionDigits: 1 },
    minimumFractionDigits: 0,
  }).format(minor / 10 ** currencyDigits(currency))
}
