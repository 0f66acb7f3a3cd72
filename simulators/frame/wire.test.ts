import { expect, test } from 'vitest'
import { decimal } from './amounts.ts'
import { createRandom } from './random.ts'
import { buyerOf } from './buyers.ts'
import { compact, Literal, parseWire, phpCompact, rubyPretty } from './wire.ts'

const order = {
  id: 820982911946154508n,
  url: 'https://a/b',
  note: 'Größe & 😀',
  subtotal: new Literal('199.0'),
  lines: [],
  tags: [{ a: null }],
  gone: undefined,
}

test('each platform writes JSON in its own way', () => {
  expect(rubyPretty(order)).toBe(
    [
      '{',
      '  "id": 820982911946154508,',
      '  "url": "https://a/b",',
      '  "note": "Größe \\u0026 😀",',
      '  "subtotal": 199.0,',
      '  "lines": [\n\n  ],',
      '  "tags": [\n    {\n      "a": null\n    }\n  ]',
      '}',
    ].join('\n'),
  )
  expect(phpCompact(order)).toBe(
    '{"id":820982911946154508,"url":"https:\\/\\/a\\/b",' +
      '"note":"Gr\\u00f6\\u00dfe & \\ud83d\\ude00","subtotal":199.0,"lines":[],"tags":[{"a":null}]}',
  )
  for (const write of [compact, phpCompact, rubyPretty]) {
    expect(parseWire(write(order))).toMatchObject({ id: 820982911946154508n, note: 'Größe & 😀' })
  }
})

test('amounts in the digits of their currency, or of the platform', () => {
  expect([decimal(1_234, 'USD'), decimal(-5, 'USD'), decimal(1_234, 'JPY')]).toEqual([
    ...['12.34', '-0.05', '1234'],
  ])
  expect([decimal(1_234, 'USD', 4), decimal(1_234, 'JPY', 4), decimal(1_234, 'KWD')]).toEqual([
    ...['12.3400', '1234.0000', '1.234'],
  ])
})

test('the same seed gives the same world', () => {
  const people = (seed: number) => {
    const random = createRandom(seed)
    return Array.from({ length: 20 }, () => buyerOf(random))
  }
  expect(people(3)).toEqual(people(3))
  expect(people(3)).not.toEqual(people(4))
})
