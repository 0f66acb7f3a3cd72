const DIGITS_MIN = 6

/**
 * A phone number in the one spelling by which a person is known again: digits, with the plus of an
 * international number, `+` and `00` being the same. Too few digits are no mark of anybody.
 */
export function phoneOf(text: string | undefined): string | null {
  // People type full-width digits too, and they are the same ones.
  const typed = (text ?? '').normalize('NFKC').trim()
  const digits = typed.replaceAll(/\D/g, '')
  const isInternational = /^\D*\+/.test(typed)
  const national = !isInternational && digits.startsWith('00') ? `+${digits.slice(2)}` : digits
  const phone = isInternational ? `+${digits}` : national
  return digits.length >= DIGITS_MIN ? phone : null
}
