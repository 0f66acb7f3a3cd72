import type { Use } from './source.ts'

/** A file of `web/locales`: English sentences and their translations. */
export type Words = Readonly<Record<string, string>>

const FORMS = ['one', 'other']

/**
 * The faults of one language: missing or unused sentences, and placeholders that the page does not
 * fill.
 */
export function faultsOf(file: string, words: Words, uses: readonly Use[]): string[] {
  const wanted = new Map<string, string>()
  for (const { key, isPlural } of uses) {
    if (isPlural) for (const form of FORMS) wanted.set(`${key}_${form}`, key)
    else wanted.set(key, key)
  }
  const missing = [...wanted.keys()].filter((key) => !words[key]?.trim())
  const unused = Object.keys(words).filter((key) => !wanted.has(key))
  const others = [...wanted].filter(([key, sentence]) => {
    const translated = words[key]
    if (translated === undefined || blanks(translated) === blanks(sentence)) return false
    // A language may leave out the number when it speaks of one thing.
    return !key.endsWith('_one') || blanks(`${translated} {{count}}`) !== blanks(sentence)
  })
  return [
    ...missing.map((key) => `${file}: missing: "${key}"`),
    ...unused.map((key) => `${file}: nobody says: "${key}"`),
    ...others.map(([key]) => `${file}: other placeholders or tags than its key: "${key}"`),
  ]
}

/** The placeholders and tags of a sentence, sorted. */
const blanks = (sentence: string): string =>
  (sentence.match(/\{\{\w+\}\}|<\/?\w+\/?>/g) ?? []).toSorted().join(' ')
