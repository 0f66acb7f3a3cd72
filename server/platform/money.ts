/**
 * Decimal digits of currencies by ISO 4217. `Intl` is wrong for seventeen of them, hence our own
 * list.
 */
const EXPONENTS = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'
    .split(' ')
    .map((currency) => [currency, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((currency) => [currency, 3] as const),
  ...'CLF UYW'.split(' ').map((currency) => [currency, 4] as const),
])

export const exponentOf = (currency: string): number => EXPONENTS.get(currency) ?? 2

/** An amount in minor units. `wasRounded`: the text had more digits than the currency has. */
export type Minor = { minor: number; wasRounded: boolean }

const DECIMAL = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?\s*$/

/**
 * Parses an amount as programs write it into whole minor units, without going through a double.
 * Half a unit is rounded away from zero. Gives `undefined` for a text that is no amount, or one
 * that is too large to be exact.
 */
export function minorOf(text: string, currency: string): Minor | undefined {
  const match = DECIMAL.exec(text)
  if (!match) return undefined
  const [, sign, whole = '', fraction = '', power = '0'] = match
  if (whole + fraction === '') return undefined
  const shift = exponentOf(currency) + Number(power) - fraction.length
  const { value, wasRounded } = shifted(BigInt(whole + fraction), shift)
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
  const minor = Number(value)
  return { minor: sign === '-' && minor !== 0 ? -minor : minor, wasRounded }
}

function shifted(digits: bigint, shift: number): { value: bigint; wasRounded: boolean } {
  if (shift >= 0) return { value: digits * 10n ** BigInt(shift), wasRounded: false }
  const unit = 10n ** BigInt(-shift)
  return { value: (digits + unit / 2n) / unit, wasRounded: digits % unit !== 0n }
}

/** An amount with all decimal digits of its currency: 1234 minor units of INR are `12.34`. */
export function decimalOf(minor: number, currency: string): string {
  const exponent = exponentOf(currency)
  const digits = String(Math.abs(minor)).padStart(exponent + 1, '0')
  const whole = digits.slice(0, digits.length - exponent)
  const text = exponent === 0 ? whole : `${whole}.${digits.slice(-exponent)}`
  return minor < 0 ? `-${text}` : text
}
