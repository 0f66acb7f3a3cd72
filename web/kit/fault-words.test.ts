import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { PLAINLY } from '#platform/plainly.ts'
import { faultWords } from './fault-words.ts'
import { writeAsIn } from './i18n.ts'

beforeAll(() => void writeAsIn('US'))

test.for<[schema: z.ZodType, value: unknown, words: string]>([
  [z.string().min(1), '', 'This is needed.'],
  [z.string(), undefined, 'This is needed.'],
  [z.string(), null, 'This is needed.'],
  [z.enum(['a', 'b']), undefined, 'This is needed.'],
  [z.array(z.string()).min(1), [], 'Choose at least one.'],
  [z.string().min(12), 'short', 'Must have at least 12 characters.'],
  [z.string().max(3), 'long', 'Must have at most 3 characters.'],
  [z.int().min(0), -1, 'Must be 0 or more.'],
  [z.number().positive(), 0, 'Must be more than 0.'],
  [z.int().max(9), 10, 'Must be 9 or less.'],
  [z.int().max(1_000_000), 9_999_999, 'Must be 1,000,000 or less.'],
  [z.int(), 1.5, 'Must be a whole number.'],
  [z.number(), 'x', 'Must be a number.'],
  [z.email(), 'x', 'Must be an e-mail address.'],
  [z.url(), 'x', 'Must be a web address (URL), such as https://example.com.'],
  [z.iso.datetime(), 'x', 'Must be a day and a time that exist.'],
  [z.enum(['a', 'b']), 'c', 'Choose one of the list.'],
  [z.array(z.string()).max(1), ['a', 'b'], 'Must be at most 1.'],
  [z.string().regex(/a/), 'c', 'This cannot be read.'],
  [z.string().regex(/a/, 'must be an a'), 'c', 'Must be an a.'],
])('%#: a refusal is said as a person would', ([schema, value, words]) => {
  const message = schema.safeParse(value, PLAINLY).error!.issues[0]!.message
  expect(faultWords(message)).toBe(words)
})
