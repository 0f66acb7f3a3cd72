import { latinDigits, plainName } from '#customers'
import { escaped } from '#platform/typed-text.ts'

/** One way to look something up. What was typed may be several things, and each is tried. */
export type Probe =
  | { in: 'number'; text: string }
  | { in: 'external_id'; text: string }
  /** A SKU, as it is. One that is a single word is found among the words. */
  | { in: 'sku'; text: string }
  /** Written from their ends, so that an index finds them. */
  | { in: 'number_end' | 'phone_end'; reversed: string }
  | { in: 'email_start'; prefix: string }
  /** Whole words, all of them. */
  | { in: 'words'; text: string }
  /** How a SKU begins, in small letters, and which codes begin so, where these are not too many. */
  | { in: 'sku_start'; prefix: string; codes?: string[] }
  /** As it stands in the name, words and parts of words. */
  | { in: 'name_part'; pattern: string }

export type Search = {
  /** Tried first, all at once. */
  exact: Probe[]
  /** How a SKU may begin; only when nothing was found. */
  skuStart?: string
  /** The words of what looks like a code; tried when no code begins so. */
  words?: Probe[]
  /** Only when nothing was found: it is slower, and finds more than was meant. */
  part?: Extract<Probe, { in: 'name_part' }>
  /** Fewer than three letters stand in no index; one word that does is enough. */
  partIsIndexed: boolean
}

const WORDS_MAX = 8
const DIGITS_MIN = 4

/** What somebody typed, routed by its shape. Nothing that could be looked up: `undefined`. */
export function searchOf(typed: string): Search | undefined {
  const text = plainName(typed)
  const words = text.split(/\s+/).filter(Boolean).slice(0, WORDS_MAX)
  const [first] = words
  if (first === undefined) return undefined
  // A number is often said with its sign, such as #1027.
  const single = words.length === 1 ? typed.trim().replace(/^#(?=.)/, '') : undefined
  if (single && /^[^@]+@/.test(single)) return onlyExact(emailOf(single))

  const skuStart = skuStartOf(typed)
  const exact: Probe[] = single ? codesOf(single) : []
  if (single && /[\d._+-]/.test(single)) exact.push(...emailOf(single))
  const number = latinDigits(text)
  const digits = number.replaceAll(/\D/g, '')
  if (/^[\d\s+().-]+$/.test(number) && digits.length >= DIGITS_MIN) {
    return { ...onlyExact([...exact, ...skuOf(single), ...endsOf(digits)]), ...skuStart }
  }
  // A SKU of one word is found among the words.
  if (single && PARTS_WORDS.test(single)) exact.push(...skuOf(single))
  const asWords: Probe[] = HAS_WORDS.test(text) ? [{ in: 'words', text: words.join(' ') }] : []
  const isCode = isLikeCode(text)
  return {
    exact: isCode ? exact : [...exact, ...asWords],
    ...skuStart,
    ...(isCode && { words: asWords }),
    part: { in: 'name_part', pattern: `%${escaped(words.join(' '))}%` },
    partIsIndexed: words.some((word) => word.length >= 3),
  }
}

const onlyExact = (exact: Probe[]): Search => ({ exact, partIsIndexed: false })

/** A single word may be a code of ours or of somebody else. */
function codesOf(word: string): Probe[] {
  return [
    { in: 'number', text: word.toUpperCase() },
    { in: 'external_id', text: word },
  ]
}

/** As it is written: an address keeps what a name is searched without. */
const emailOf = (word: string): Probe[] => [{ in: 'email_start', prefix: word.toLowerCase() }]

const skuOf = (word: string | undefined): Probe[] => (word ? [{ in: 'sku', text: word }] : [])

/** Letters alone may begin a name as well; digits alone begin most numbers of the stores. */
function skuStartOf(typed: string): Pick<Search, 'skuStart'> {
  const start = typed
    .trim()
    .replace(/^#(?=.)/, '')
    .toLowerCase()
  const min = /^\d+$/.test(start) ? 5 : isLikeCode(start) ? 2 : 3
  return start.length < min ? {} : { skuStart: start }
}

/** What no name has in it. */
export const isLikeCode = (text: string): boolean => /[\d_/.-]/.test(text)

/** A phone at home is dialled with zeros that its number in the world does not have. */
function endsOf(digits: string): Probe[] {
  const phone = digits.replace(/^0+/, '')
  return [
    { in: 'number_end', reversed: reversed(digits) },
    ...(phone.length < DIGITS_MIN ? [] : [{ in: 'phone_end', reversed: reversed(phone) } as const]),
  ]
}

const reversed = (digits: string): string => Array.from(digits).toReversed().join('')

/** What splits a text into words, and what words are made of; see `order_search_terms`. */
const PARTS_WORDS = /[\s!-/:-@[-`{-~]/
const HAS_WORDS = /[^\s!-/:-@[-`{-~]/
