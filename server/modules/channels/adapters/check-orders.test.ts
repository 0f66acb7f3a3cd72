import { expect, test } from 'vitest'
import type { CanonicalOrder } from '../canonical.ts'
import { findAdapter } from '../registry.ts'

const POSTED = {
  ...{ externalId: 'W-1', placedAt: '2026-11-28T10:00:00Z', currency: 'INR' },
  lines: [{ sku: 'MUG', quantity: 1, unitPriceMinor: 500 }],
}

function orderOf(changes: Record<string, unknown>): CanonicalOrder {
  const body = Buffer.from(JSON.stringify({ ...POSTED, ...changes }))
  const [reading] = findAdapter('website')!.read({ headers: {}, body })
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
