const EXPONENTS: Record<string, number> = { JPY: 0, KRW: 0, VND: 0, KWD: 3, BHD: 3, OMR: 3 }

/** As a platform writes it: `1234` of USD is `12.34`. `digits` where the platform has its own. */
export function decimal(
  minor: number,
  currency: string,
  digits = EXPONENTS[currency] ?? 2,
): string {
  const exponent = EXPONENTS[currency] ?? 2
  const text = String(Math.abs(minor)).padStart(exponent + 1, '0')
  const fraction = text.slice(text.length - exponent).padEnd(digits, '0')
  const whole = text.slice(0, text.length - exponent)
  const written =
    digits === 0 ? whole : `${whole}.${exponent === 0 ? '0'.repeat(digits) : fraction}`
  return minor < 0 ? `-${written}` : written
}

/** The other way: what somebody sent, as a text or as a number. */
export const minorOf = (amount: unknown, currency: string): number =>
  Math.round(Number(amount) * 10 ** (EXPONENTS[currency] ?? 2))
