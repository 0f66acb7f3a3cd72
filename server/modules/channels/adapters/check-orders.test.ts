import { expect, test } from 'vitest'
import type { CanonicalOrder } from '../canonical.ts'
import { findAdapter } from '../registry.ts'

const POSTED = {
  ...{ externalId: 'W-1', placedAt: '2026-11-28T10:00:00Z', currency: 'INR' },
  lines: [{ sku: 'MUG', quantity: 1, unitPriceMinor: 500 }],
}

function orderOf(
  changes: Record<string, unknown>,
  headers: Record<string, string> = {},
): CanonicalOrder {
  const body = Buffer.from(JSON.stringify({ ...POSTED, ...changes }))
  const [reading] = findAdapter('website')!.read({ headers, body })
  if (reading?.type !== 'order') throw new Error(JSON.stringify(reading))
  return reading.order
}

test('amounts of no currency are no money: such an order waits for a person', () => {
  expect(orderOf({ currency: null }).decision).toBe('quarantine')
  // Nothing was said of money at all, as Amazon does while it waits for the buyer.
  const lines = [{ sku: 'MUG', quantity: 1, unitPriceMinor: null }]
  expect(orderOf({ currency: null, lines }).decision).toBe('import')
  expect(orderOf({ currency: null, isTest: true }).decision).toBe('import_as_test')
})

test.for<[what: string, changes: object, isFlagged: boolean]>([
  ['no refunds', {}, true],
  ['a refund of goods alone', { refunds: [{ externalId: 'R', amountMinor: 0 }] }, true],
  ['a refund', { refunds: [{ externalId: 'R', amountMinor: 200 }] }, false],
  ['a sum', { totals: { refundedMinor: 200 } }, false],
  ['all of it back', { paymentStatus: 'refunded' }, false],
])('an order that is refunded in part, with %s: flagged %s', ([, changes, isFlagged]) => {
  const { flags } = orderOf({ paymentStatus: 'partially_refunded', ...changes })
  expect(flags.includes('refund_amount_unknown')).toBe(isFlagged)
})

test('an order that goes to several places says so, and one address twice is one place', () => {
  const [home, work] = ['4 MG Road', '9 Ghat Lane'].map((line1) => ({ line1, city: 'Pune' }))
  const flagsOf = (shippingAddresses: unknown[]) => orderOf({ shippingAddresses }).flags
  expect(flagsOf([home, work])).toContain('several_shipping_addresses')
  expect(flagsOf([home, home])).not.toContain('several_shipping_addresses')
})

test('nothing has happened a year after it was told; a clock that is ahead by less is believed', () => {
  const receivedAt = '2026-11-28T10:41:07.123Z'
  const timesOf = (changes: object) => {
    const order = orderOf({ ...changes }, { 'x-penstock-received-at': receivedAt })
    return [order.placedAt, order.externalUpdatedAt].map((time) => time && Date.parse(time))
  }
  const [far, near] = ['2999-01-01T00:00:00Z', '2027-11-20T00:00:00Z']
  const [then, soon] = [receivedAt, near].map((time) => Date.parse(time))
  expect(timesOf({ placedAt: far, updatedAt: far })).toEqual([then, null])
  expect(timesOf({ placedAt: near, updatedAt: near })).toEqual([soon, soon])
  expect(timesOf({ placedAt: near, updatedAt: null })).toEqual([soon, null])
})
