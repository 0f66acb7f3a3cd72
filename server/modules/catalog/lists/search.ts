import { escaped } from '#platform/typed-text.ts'

/** What somebody types, as PostgreSQL looks for it. */
export type Search = {
  /** Each word, or how it begins; all of them must be there. */
  query: string
  /** How a name or a SKU begins, in small letters. */
  prefix: string
  /** How a barcode begins. */
  code: string
}

const WORDS_MAX = 10

export function searchOf(text: string): Search | undefined {
  const words = text.split(/\s+/).filter(Boolean)
  if (words.length === 0) return undefined
  return {
    query: words.slice(0, WORDS_MAX).map(wordOf).join(' & '),
    prefix: prefixOf(words).toLowerCase(),
    code: prefixOf(words),
  }
}

const prefixOf = (words: string[]): string => `${escaped(words.join(' '))}%`

/** In quotes nothing of it is an operator; PostgreSQL itself splits it as it did the text. */
const wordOf = (word: string): string =>
  `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}':*`
