import type { FastifyRequest } from 'fastify'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { etagOf, requireIfMatch } from './etag.ts'
import { decodePosition, encodePosition } from './position.ts'

const requestWith = (value?: string) => ({ headers: { 'if-match': value } }) as FastifyRequest

test('a version goes out as an ETag and comes back as a number', () => {
  expect(requireIfMatch(requestWith(etagOf(42)))).toBe(42)
  expect(requireIfMatch(requestWith('W/"42"'))).toBe(42)
})

test.for<[rule: string, value: string | undefined, status: number]>([
  ['an edit without one', undefined, 428],
  ['one without quotes', '42', 400],
  ['any version at all', '*', 400],
  ['two at once', '"1", "2"', 400],
  ['one that is no number', '"x"', 400],
  ['a number that loses its last digits', `"${'9'.repeat(20)}"`, 400],
])('%s is refused', ([, value, status]) => {
  expect(() => requireIfMatch(requestWith(value))).toThrow(expect.objectContaining({ status }))
})

const Position = z.strictObject({ placedAt: z.iso.datetime(), id: z.uuid() })

test('a position comes back as it was', () => {
  const position = { placedAt: '2026-01-15T12:00:00.000Z', id: crypto.randomUUID() }
  const text = encodePosition(position)
  expect(text).toMatch(/^[\w-]+$/)
  expect(decodePosition(text, Position)).toEqual(position)
})

test.for<[rule: string, text: string]>([
  ['of another list', encodePosition({ id: crypto.randomUUID() })],
  ['that is no JSON', Buffer.from('{').toString('base64url')],
  ['that is not even base64', '***'],
  ['that is empty', ''],
  ['that is too long', encodePosition({ placedAt: 'x'.repeat(1_000) })],
])('a position %s is a 400', ([, text]) => {
  const fault = expect.objectContaining({ status: 400, code: 'invalid_request' })
  expect(() => decodePosition(text, Position)).toThrow(fault)
})

test('a position brings nothing that the database cannot store', () => {
  const NUL = encodePosition({ id: 'a\0' })
  const half = encodePosition({ id: '\uD800' })
  const Any = z.object({ id: z.string() })
  expect(() => decodePosition(NUL, Any)).toThrow()
  expect(() => decodePosition(half, Any)).toThrow()
})
