import { expect, test } from 'vitest'
import { isOfOther } from './of-other.ts'

const OF_STOCK = { verdict: 'updated', orderId: null, externalId: null, results: null } as const

test('a message of stock is of no order', () => {
  expect(isOfOther(OF_STOCK)).toBe(true)
  expect(isOfOther({ ...OF_STOCK, verdict: 'ignored' })).toBe(true)
})

test('a message that names an order is of it, and of one that cannot be read nobody knows', () => {
  expect(isOfOther({ ...OF_STOCK, externalId: 'W-7' })).toBe(false)
  expect(isOfOther({ ...OF_STOCK, results: [] })).toBe(false)
  expect(isOfOther({ ...OF_STOCK, verdict: 'parked' })).toBe(false)
  expect(isOfOther({ ...OF_STOCK, verdict: 'fetching' })).toBe(false)
})
