import { expect, test } from 'vitest'
import { comparable } from './comparable.ts'

const FIGURES = {
  ...{ orders: 0, cancelled: 2, pieces: 0, grossMinor: 0, discountMinor: 0, refundedMinor: 0 },
  ...{ netMinor: 0, shippingMinor: 0, taxMinor: 0, otherMinor: 0, totalMinor: 0 },
  averageOrderMinor: null,
}

test('what was sold is compared with days on which something was sold, and with no others', () => {
  expect(comparable(undefined)).toBeUndefined()
  expect(comparable(FIGURES)).toBeUndefined()
  const before = { ...FIGURES, orders: 1, averageOrderMinor: 0 }
  expect(comparable(before)).toBe(before)
})
