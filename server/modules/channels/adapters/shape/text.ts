import type { Lossless } from '#platform/lossless-json.ts'
import { at, objectOf, objectsOf } from './json.ts'

/** Longer texts are cut; no name, title or address of a real order is nearly as long. */
const CHARACTERS_MAX = 1_000
/** Notes that people write about an order may be longer. */
export const NOTE_MAX = 5_000
const ENTRIES_MAX = 50
const SKU_MAX = 200

/**
 * A text, or a number as it was written, without spaces around it; null where there is none. It is
 * free of what PostgreSQL refuses: NUL, and halves of a surrogate pair.
 */
export function textOf(value: Lossless | undefined, charactersMax = CHARACTERS_MAX): string | null {
  if (typeof value !== 'string') return null
  const isFine = value.length <= charactersMax && isClean(value)
  const text = (isFine ? value : cleanText(value).slice(0, charactersMax).toWellFormed()).trim()
  return text === '' ? null : text
}

const isClean = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

export const cleanText = (text: string): string => text.replaceAll('\0', '').toWellFormed()

/** An identifier, which platforms write as text or as a number. Null for `0`, which means none. */
export function idOf(value: Lossless | undefined): string | null {
  const text = textOf(value, 200)
  return text === '0' ? null : text
}

/** A SKU. All SKUs are cut at the same length, so that those of lines equal those of listings. */
export const skuOf = (value: Lossless | undefined): string | null => textOf(value, SKU_MAX)

const BARCODE_MAX = 100

/** A barcode; null for a text that is too long to be one. */
export function barcodeOf(value: Lossless | undefined): string | null {
  const text = textOf(value)
  return text !== null && text.length <= BARCODE_MAX && !/\p{Cc}/u.test(text) ? text : null
}

/** The texts of a list, without the empty ones. */
export const textsOf = (values: readonly (Lossless | undefined)[]): string[] =>
  values.map((value) => textOf(value)).filter((text) => text !== null)

/** The first of these texts that is not empty. */
export const firstOf = (...values: (Lossless | undefined)[]): string | null =>
  textsOf(values)[0] ?? null

/** The texts that are not empty, joined by spaces, such as the parts of a name. */
export const joined = (...parts: (Lossless | undefined)[]): string => textsOf(parts).join(' ')

/**
 * A country code of two capital letters; null for the name of a country, which some platforms
 * write.
 */
export function countryOf(value: Lossless | undefined): string | null {
  const code = textOf(value)?.toUpperCase() ?? ''
  return /^[A-Z]{2}$/.test(code) ? code : null
}

/** A currency code of three capital letters, or null. */
export function currencyOf(value: Lossless | undefined): string | null {
  const code = textOf(value)?.toUpperCase() ?? ''
  return /^[A-Z]{3}$/.test(code) ? code : null
}

/** A list of names and values, such as `[{"name": "Engraving", "value": "Ada"}]`, as a record. */
export function recordOf(
  list: Lossless | undefined,
  nameField = 'name',
  valueField = 'value',
): Record<string, string> {
  const pairs = objectsOf(list).flatMap((entry) => {
    const name = textOf(at(entry, nameField), 100)
    const value = textOf(at(entry, valueField))
    return name !== null && value !== null ? [[name, value] as const] : []
  })
  return Object.fromEntries(pairs.slice(0, ENTRIES_MAX))
}

/** The members of these names that are not empty, such as the status words of a platform. */
export function wordsOf(value: Lossless | undefined, ...names: string[]): Record<string, string> {
  const object = objectOf(value)
  const pairs = names.flatMap((name) => {
    const field = at(object, name)
    const text = typeof field === 'boolean' ? String(field) : textOf(field)
    return text === null ? [] : [[name, text] as const]
  })
  return Object.fromEntries(pairs)
}

/** Whether a body contains these ASCII characters, without decoding it. */
export const includesText = ({ buffer, byteOffset, length }: Uint8Array, text: string): boolean =>
  Buffer.from(buffer, byteOffset, length).includes(text)
