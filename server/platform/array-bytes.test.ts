import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scene } from '#tests/scene.ts'
import { WIRE_VALUES } from '#tests/wire-values.ts'
import { arrayBytes } from './array-bytes.ts'
import { arrayLiteral, type Element } from './array-literal.ts'

const KINDS: [type: string, element: fc.Arbitrary<Element>][] = Object.entries(WIRE_VALUES)

test.each(KINDS)(
  'PostgreSQL reads an array of %s as it reads the text of it',
  async (type, element) => {
    await using world = await scene()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(element)), async (elements) => {
        const [row] = await world.rows(`select $1::${type}[] is not distinct from $2 as same`, [
          arrayBytes(type, elements),
          arrayLiteral(elements),
        ])
        expect(row).toEqual({ same: true })
      }),
      { numRuns: 60 },
    )
  },
)

const STRAY = 'b0000000-0000-7000-8000-00000000000g'

test.each<[string, Element]>([
  ...[1.5, 40_000, '1', NaN].map((value): [string, Element] => ['smallint', value]),
  ...[1.5, 2 ** 31, '1', NaN].map((value): [string, Element] => ['int', value]),
  ...[1.5, 2 ** 60, '1', Infinity].map((value): [string, Element] => ['bigint', value]),
  ...[STRAY, 'b', STRAY.replaceAll('-', '0')].map((value): [string, Element] => ['uuid', value]),
  ...[new Date(NaN), '2026-01-01'].map((value): [string, Element] => ['timestamptz', value]),
  ...[1, true].map((value): [string, Element] => ['text', value]),
  ['boolean', 1],
  ['bytea', 'ab'],
  ['jsonb', '{}'],
])('what is no %s is left to PostgreSQL to refuse: %s', (type, value) => {
  expect(arrayBytes(type, [value])).toBeUndefined()
})
