import { expect, test } from 'vitest'
import { pointsOf } from './points.ts'
import { measureOf } from './words.ts'

const day = (name: string, orders: number) => ({
  ...{ day: name, currency: 'INR', orders, cancelled: 0, pieces: orders },
  ...{ grossMinor: 100 * orders, discountMinor: 0, refundedMinor: 0, netMinor: 100 * orders },
  ...{ shippingMinor: 0, taxMinor: 0, otherMinor: 0, totalMinor: 100 * orders },
  averageOrderMinor: orders === 0 ? null : 100,
})

test('a day without orders has no average order, be it of these days or of those before', () => {
  const days = [day('2026-11-03', 0), day('2026-11-04', 2)]
  const before = [day('2026-11-01', 2), day('2026-11-02', 0)]
  const drawn = (measure: 'average' | 'orders') =>
    pointsOf(days, before, measureOf(measure).of, 'en').map((one) => [one.value, one.before])
  expect(drawn('average')).toEqual([
    [null, 100],
    [100, null],
  ])
  expect(drawn('orders')).toEqual([
    [0, 2],
    [2, 0],
  ])
  expect(pointsOf(days, undefined, measureOf('orders').of, 'en')[0]).toEqual({
    ...{ key: '2026-11-03', value: 0, label: 'Nov 3', title: 'Tue, Nov 3, 2026' },
  })
})
