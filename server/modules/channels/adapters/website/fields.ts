import { z } from 'zod'
import type { Lossless } from '#platform/lossless-json.ts'
import { at, isObject } from '../shape/json.ts'
import { quantityOf } from '../shape/quantity.ts'
import { recordOf } from '../shape/text.ts'
import { instantOf } from '../shape/time.ts'

// The fields of our own format. They are parsed from lossless JSON, in which a number is the text
// that was sent, so `7` and `"7"` mean the same here.

const AMOUNT_MAX_DIGITS = 15

/** Removes what the database refuses; everything else stays as it was sent. */
const clean = (value: string) => value.replaceAll('\u0000', '').toWellFormed().trim()

export const text = (max: number) =>
  z
    .string({ error: ({ input }) => (input === undefined ? 'is missing' : 'must be a text') })
    .transform(clean)
    .refine((value) => value.length <= max, `must be at most ${max} characters long`)

export const filled = (max: number) =>
  text(max).refine((value) => value.length > 0, 'must not be empty')

/** An empty text counts as left out. */
export const textOrNull = (max: number) =>
  text(max)
    .nullish()
    .transform((value) => value || null)

export const minor = z
  .string('must be a whole number of minor units, such as 1999 for 19.99')
  .regex(
    // Where amounts are counted as floats, a whole one is written `1999.0`.
    new RegExp(`^-?\\d{1,${AMOUNT_MAX_DIGITS}}(\\.0+)?$`),
    'must be a whole number of minor units, such as 1999 for 19.99',
  )
  .transform((value) => Number(value) + 0)

export const minorOrNull = minor.nullish().transform((value) => value ?? null)

/** Null says that the amount is not known yet, so it is not taken for left out. */
export const minorOrUnknown = minor.nullish()

export const minorOrZero = minor.nullish().transform((value) => value ?? 0)

const QUANTITY = 'must be a number such as 2 or 1.5, with at most four digits after the point'

export const quantity = z
  .string(QUANTITY)
  .regex(/^\d{1,9}(\.\d{1,4})?$/, QUANTITY)
  .transform((value) => quantityOf(value) ?? value)

export const instant = z
  .string('must be a time')
  .refine(
    (value) => ZONED.test(value) && instantOf(value) !== null,
    'must be a time with its zone, such as 2026-11-28T10:41:07Z',
  )
  .transform((value) => instantOf(value) ?? value)

/** An empty text counts as left out, as in other texts. */
export const instantOrNull = z.preprocess(
  (value) => (value === '' ? null : value),
  instant.nullish().transform((value) => value ?? null),
)

const ZONED = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/

export const currency = z
  .string('must be a currency of three letters, such as INR')
  .transform((value) => value.trim().toUpperCase())
  .refine((value) => /^[A-Z]{3}$/.test(value), 'must be a currency of three letters, such as INR')

/** A country that is no code of two letters gets a flag; it is no reason to refuse the order. */
export const country = text(100)
  .nullish()
  .transform((value) => (value && /^[A-Za-z]{2}$/.test(value) ? value.toUpperCase() : null))

/** Forms and PHP write yes as `"1"` and `"true"`. */
export const yesNo = z.preprocess(
  (value) => YES_NO.get(value) ?? value,
  z.boolean('must be true or false'),
)

const YES_NO = new Map<unknown, boolean>([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
  ['', false],
])

const TEXTS_MAX = 50

/** Short texts by name, or a list of them; values that are lists or objects are left out. */
export const texts = z
  .preprocess(
    (value) => (Array.isArray(value) ? recordOf(value as Lossless[]) : value),
    z.record(z.string(), z.unknown(), 'must be an object').nullish(),
  )
  .transform((value) => {
    const facts = Object.entries(value ?? {}).flatMap(([name, fact]) => {
      return typeof fact === 'string' ? [[clean(name), clean(fact).slice(0, 1_000)]] : []
    })
    return Object.fromEntries(facts.slice(0, TEXTS_MAX)) as Record<string, string>
  })

/** A text, or the object that a canonical order has in its place. */
export const titled = (max: number) =>
  z.preprocess(
    (value) => (isObject(value as Lossless) ? at(value as Lossless, 'title') : value),
    textOrNull(max),
  )

export const listOf = <T extends z.ZodType>(item: T, max: number) =>
  z
    .array(item, 'must be a list')
    .max(max, `must not have more than ${max} entries`)
    .nullish()
    .transform((value) => value ?? [])
