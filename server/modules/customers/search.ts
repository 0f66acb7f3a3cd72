import { phoneOf } from './phone.ts'

/** What a list goes by: one of these is what it looks through and the order it is in. */
export type ListOrder =
  | { by: 'age' }
  | { by: 'name'; prefix: string }
  | { by: 'email'; prefix: string }
  | { by: 'phone'; ending: string }

/** Tells by its shape what somebody has typed: an address, a number, or a name. */
export function orderOf({ q, sort }: { q?: string | undefined; sort: 'age' | 'name' }): ListOrder {
  if (!q) return sort === 'age' ? { by: 'age' } : { by: 'name', prefix: '' }
  if (q.includes('@') || EMAIL_BEGUN.test(q)) return { by: 'email', prefix: q.toLowerCase() }
  const digits = /\p{L}/u.test(q) ? '' : (phoneOf(q) ?? q.replaceAll(/\D/g, ''))
  if (digits.length < PHONE_DIGITS_MIN) return { by: 'name', prefix: q }
  return { by: 'phone', ending: digits.replace('+', '') }
}

/** No name is written so, and many addresses begin so. */
const EMAIL_BEGUN = /^[a-z][a-z\d-]*[._][\w.-]*$/i
const PHONE_DIGITS_MIN = 4
