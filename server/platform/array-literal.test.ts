import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scene } from '#tests/scene.ts'
import { arrayLiteral } from './array-literal.ts'

test('PostgreSQL reads any array as it was meant', async () => {
  await using world = await scene()
  const text = fc
    .string({ unit: 'binary' })
    .filter((one) => !one.includes('\u0000') && one.isWellFormed())
  const awkward = fc.constantFrom('', 'NULL', 'null', '{}', '"', '\\', 'a,b', ' a ', '\n')
  const element = fc.oneof(text, awkward, fc.constant(null))
  await fc.assert(
    fc.asyncProperty(fc.array(element), async (elements) => {
      const [row] = await world.rows<{ back: unknown }>('select $1::text[] as back', [
        arrayLiteral(elements),
      ])
      expect(row!.back).toEqual(elements)
    }),
    { numRuns: 200 },
  )
})

test('numbers, truths and bytes are read as well', async () => {
  await using world = await scene()
  const values = [[1, -2.5, null], [true, false], [new Uint8Array([0, 255])]].map(arrayLiteral)
  const [row] = await world.rows(
    'select $1::float8[] as numbers, $2::bool[] as truths, $3::bytea[] as bytes',
    values,
  )
  expect(row).toEqual({
    numbers: [1, -2.5, null],
    truths: [true, false],
    bytes: [Buffer.from([0, 255])],
  })
})
