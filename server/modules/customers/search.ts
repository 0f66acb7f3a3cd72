import { latinDigits, phoneOf } from './phone.ts'
import { plainName } from './plain-name.ts'

/** Everybody, in an order. */
export type WholeOrder = { by: 'age' } | { by: 'name' }
export type MarkOrder = { by: 'email'; prefix: string } | { by: 'phone'; ending: string }

/** What a list goes by: one of these is what it looks through and the order it is in. */
export type ListOrder =
  | WholeOrder
  /** How words of the name begin; without any nobody is found. */
  | { by: 'words'; words: string[] }
  | MarkOrder

/** Tells by its shape what somebody has typed: an address, a number, or a name. */
export function orderOf({ q, sort }: { q?: string | undefined; sort: 'age' | 'name' }): ListOrder {
  if (!q) return { by: sort }
  if (q.includes('@') || EMAIL_BEGUN.test(q)) return { by: 'email', prefix: q.toLowerCase() }
  const digits = /\p{L}/u.test(q) ? '' : (phoneOf(q) ?? latinDigits(q).replaceAll(/\D/g, ''))
  if (digits.length < PHONE_DIGITS_MIN) return { by: 'words', words: wordsOf(q) }
  return { by: 'phone', ending: digits.replace('+', '') }
}

/** No name is written so, and many addresses begin so. */
const EMAIL_BEGUN = /^[a-z][a-z\d-]*[._][\w.-]*$/i
const PHONE_DIGITS_MIN = 4

/** Where a name is split into words; see `customer_search_words` in the database. */
const BETWEEN_WORDS = /[\s!-$&-/:-@[-^`{-~]+/
const WORDS_MAX = 8
const WORD_LENGTH_MAX = 64

const wordsOf = (typed: string): string[] =>
  plainName(typed)
    .split(BETWEEN_WORDS)
    .filter(Boolean)
    .slice(0, WORDS_MAX)
    .map((word) => Array.from(word).slice(0, WORD_LENGTH_MAX).join(''))
