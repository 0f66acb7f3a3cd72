import { expect, test } from 'vitest'
import { indented } from './indented.ts'

test('JSON of one line is read in lines, as JSON writes it, and every figure stays', () => {
  const value = { id: 'a, "b": {', lines: [{ price: 1 }, []], none: {}, ok: null }
  expect(indented(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
  expect(indented('{"id":6000000000544456316}')).toBe('{\n  "id": 6000000000544456316\n}')
  expect(indented('a=1&b=2')).toBe('a=1&b=2')
})
