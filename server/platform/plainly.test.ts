import { expect, test } from 'vitest'
import { z } from 'zod'
import { PLAINLY } from './plainly.ts'

const Kind = z.discriminatedUnion('type', [
  z.object({ type: z.literal('box') }),
  z.object({ type: z.literal('bag') }),
])

test.for<[schema: z.ZodType, value: unknown, words: string]>([
  [z.string(), undefined, 'is missing'],
  [z.string(), null, 'must be a text, not null'],
  [z.string(), 1, 'must be a text'],
  [z.coerce.number(), 'x', 'must be a number'],
  [z.int(), 1.5, 'must be a whole number'],
  [z.boolean(), 'yes', 'must be true or false'],
  [z.array(z.string()), 'a', 'must be a list'],
  [z.object({}), [], 'must be an object'],
  [z.date(), 'x', 'must be date'],
  [z.string().min(1), '', 'must not be empty'],
  [z.string().min(12), 'short', 'must have at least 12 characters'],
  [z.string().max(1), 'ab', 'must have at most 1 character'],
  [z.array(z.string()).min(1), [], 'must have at least 1 entry'],
  [z.array(z.string()).max(2), ['a', 'b', 'c'], 'must have at most 2 entries'],
  [z.int().min(0), -1, 'must be at least 0'],
  [z.number().positive(), 0, 'must be more than 0'],
  [z.number().lt(5), 5, 'must be less than 5'],
  [z.int().max(200), 201, 'must be at most 200'],
  [z.number().multipleOf(5), 7, 'must be a multiple of 5'],
  [z.enum(['a', 'b']), 'c', 'must be one of a, b'],
  [z.enum(['a', 'b']), undefined, 'is missing: must be one of a, b'],
  [z.literal('a'), 'b', 'must be a'],
  [z.email(), 'x', 'must be an e-mail address'],
  [z.uuid(), 'x', 'must be an id, which is a UUID'],
  [z.ipv4(), 'x', 'must be ipv4'],
  [z.string().regex(/^a/), 'b', 'must match /^a/'],
  [z.string().startsWith('a'), 'b', 'must start with a'],
  [z.string().endsWith('a'), 'b', 'must end with a'],
  [z.strictObject({}), { a: 1, b: 2 }, 'has fields that are not known: a, b'],
  [z.record(z.enum(['a']), z.int()).or(z.null()), 1, 'must be of another kind'],
  [z.record(z.string().max(1), z.int()), { ab: 1 }, 'has a name that it must not have'],
  [Kind, {}, 'must be one of box, bag'],
  [z.string().refine(() => false), 'a', 'is not as it must be'],
  [z.string().regex(/^a/, 'must begin with an a'), 'b', 'must begin with an a'],
])('%#: a fault is said in words that follow the name of the value', ([schema, value, words]) => {
  expect(schema.safeParse(value, PLAINLY).error!.issues[0]!.message).toBe(words)
})
