import fc from 'fast-check'
import { expect, test } from 'vitest'
import { labelEvery, ticksFor } from './scale.ts'

test('ticks are round, take in all values, and are neither few nor many', () => {
  expect(ticksFor([3, 97], 4)).toEqual([0, 25, 50, 75, 100])
  expect(ticksFor([-40, 90], 4)).toEqual([-50, 0, 50, 100])
  expect(ticksFor([1], 4)).toEqual([0, 1])
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1e12, max: 1e12 }), { minLength: 1 }), (values) => {
      const ticks = ticksFor(values, 4)
      expect(ticks[0]).toBeLessThanOrEqual(Math.min(0, ...values))
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(Math.max(0, ...values))
      expect(ticks.length).toBeGreaterThan(1)
      expect(ticks.length).toBeLessThan(8)
    }),
  )
})

test('labels that would touch each other are left out', () => {
  expect(labelEvery(7, 700, 50)).toBe(1)
  expect(labelEvery(30, 700, 50)).toBe(3)
  expect(labelEvery(30, 0, 50)).toBeGreaterThan(29)
})
