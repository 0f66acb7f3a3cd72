const DIGITS_MIN = 6

/**
 * A phone number in the one spelling by which a person is known again: digits, with the plus of an
 * international number, `+` and `00` being the same. Too few digits are no mark of anybody.
 */
export function phoneOf(text: string | undefined): string | null {
  const typed = latinDigits(text ?? '').trim()
  const digits = typed.replaceAll(/\D/g, '')
  const isInternational = /^\D*\+/.test(typed)
  const national = !isInternational && digits.startsWith('00') ? `+${digits.slice(2)}` : digits
  const phone = isInternational ? `+${digits}` : national
  return digits.length >= DIGITS_MIN ? phone : null
}

/**
 * A text with its digits as 0 to 9: people type them full-width, and in the digits of their own
 * language, such as ९८२० or ٠٥٠, and they are the same ones.
 */
export const latinDigits = (text: string): string =>
  text.normalize('NFKC').replaceAll(/[^\P{Nd}0-9]/gu, valueOf)

/** Unicode has the ten digits of a script in a row, so the value is how many stand before it. */
function valueOf(digit: string): string {
  const point = digit.codePointAt(0)!
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(point - value - 1))) value++
  return String(value)
}
