import { expect, test } from 'vitest'
import { listedQuantity, waitMs } from './listed.ts'

test.for<[sellable: number, buffer: number, maxListed: number | null, shown: number]>([
  [10, 0, null, 10],
  [10, 3, null, 7],
  [2, 3, null, 0],
  [10, 0, 4, 4],
  [10, 8, 4, 2],
  [0, 0, 0, 0],
])(
  'of %i with %i held back and at most %s, %i are shown',
  ([sellable, buffer, maxListed, shown]) => {
    expect(listedQuantity(sellable, { buffer, maxListed })).toBe(shown)
  },
)

test('each try waits longer, up to a limit, and as long as the platform asks', () => {
  expect([0, 1, 2, 30].map((tries) => waitMs(tries, 1))).toEqual([2_000, 4_000, 8_000, 900_000])
  expect(waitMs(0, 0)).toBe(1_000)
  expect(waitMs(0, 0.5, 60)).toBe(60_000)
  expect(waitMs(0, 0.5, 86_400)).toBe(3_600_000)
})
