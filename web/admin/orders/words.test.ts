import { expect, test } from 'vitest'
import { headlineOf } from './words.ts'

test('an order of which a part has left is not called shipped', () => {
  const words = (status: 'SHIPPED' | 'CANCELLED', fulfilment: string) =>
    headlineOf({ status, fulfilment }).words
  expect(words('SHIPPED', 'partly_shipped')).toBe('Partly shipped')
  expect(words('SHIPPED', 'shipped')).toBe('Shipped')
  expect(words('CANCELLED', 'partly_shipped')).toBe('Cancelled')
})
