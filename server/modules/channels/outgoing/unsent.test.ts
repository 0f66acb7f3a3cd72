import { expect, test } from 'vitest'
import type { CanonicalLine } from '../canonical.ts'
import { unsentLines } from './unsent.ts'

const shipped = (shippedQuantity: number) => [{ externalId: 'a', shippedQuantity }]
const knows = (fulfilledQuantity: string) => ({
  fulfillments: [],
  lines: [{ externalLineId: 'a', fulfilledQuantity } as CanonicalLine],
})
const told = (quantity: number) => (quantity === 0 ? [] : [{ externalLineId: 'a', quantity }])

test.for<[rule: string, here: number, there: string, before: number, unsent: number]>([
  ['a first parcel is told', 2, '0', 0, 2],
  ['a second one is told alone', 3, '0', 2, 1],
  ['what the platform heard and shows is told once', 2, '2', 2, 0],
  ['its own parcel is not told back', 2, '2', 0, 0],
  ['its own and then ours', 3, '2', 0, 1],
  ['a part of a piece is none', 1, '0.5', 0, 1],
])('%s', ([, here, there, before, unsent]) => {
  const lines = unsentLines(shipped(here), knows(there), told(before))
  expect(lines).toEqual(unsent === 0 ? [] : [{ externalLineId: 'a', quantity: unsent }])
})

test('a line that the platform does not have cannot be told', () => {
  expect(unsentLines([{ externalId: null, shippedQuantity: 1 }], knows('0'), [])).toEqual([])
})
