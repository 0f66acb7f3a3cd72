/** Digits after the point by ISO 4217. `Intl` is wrong for seventeen currencies, so this is ours. */
const EXPONENTS = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'
    .split(' ')
    .map((currency) => [currency, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((currency) => [currency, 3] as const),
  ...'CLF UYW'.split(' ').map((currency) => [currency, 4] as const),
])

export const exponentOf = (currency: string): number => EXPONENTS.get(currency) ?? 2

/** `wasRounded`: the text had digits that this currency does not have. */
export type Minor = { minor: number; wasRounded: boolean }

const DECIMAL = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?\s*$/

/**
 * An amount as programs write it, in whole minor units; half a unit goes away from zero. Never
 * by way of a double. `undefined`: it is no amount, or more than can be counted exactly.
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

/** An amount as people write it, in all digits of its currency: `1234` of INR is `12.34`. */
export function decimalOf(minor: number, currency: string): string {
  const exponent = exponentOf(currency)
  const digits = String(Math.abs(minor)).padStart(exponent + 1, '0')
  const whole = digits.slice(0, digits.length - exponent)
  const text = exponent === 0 ? whole : `${whole}.${digits.slice(-exponent)}`
  return minor < 0 ? `-${text}` : text
}
