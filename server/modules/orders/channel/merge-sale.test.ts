import { expect, test } from 'vitest'
import type { ChannelLine, ChannelSale, SaleVersion } from '../engine/command.ts'
import type { Line, Order } from '../order.ts'
import { mergeSale } from './merge-sale.ts'

const said = (more: Partial<ChannelLine> = {}): ChannelLine => ({
  ...{ sku: 'MUG', externalId: 'a', name: 'Mug', quantity: 3, unitPriceMinor: 100 },
  ...{ discountMinor: 0, taxMinor: 0, cancelledQuantity: 0, shippedQuantity: 0, ...more },
})

type More = Partial<Omit<SaleVersion, 'sale'>> & {
  sale?: Partial<Omit<ChannelSale, 'axes'>> & { axes?: Partial<ChannelSale['axes']> }
}

const version = ({ sale: { axes, ...sale } = {}, ...more }: More = {}): SaleVersion => ({
  ...{ externalUpdatedAt: new Date(1_000), currency: 'INR', isTest: false, shipBy: null },
  ...{ customer: { name: 'Asha', email: null, phone: null }, note: 'Ring twice', tags: ['gift'] },
  ...{ shippingAddress: { line1: '1 MG Road' }, ...more },
  sale: {
    by: 'channel',
    axes: {
      ...{ lifecycle: 'confirmed', payment: 'due', fulfilment: 'none', assignment: 'none' },
      ...axes,
    },
    ...{ holds: [], lines: [said()], discountMinor: 0, shippingMinor: 0, taxMinor: 0 },
    ...{ taxIncluded: true, otherMinor: 0, refundedMinor: 0, touchesStock: true, ...sale },
  },
})

const line = (more: Partial<Line> = {}): Line => ({
  ...{ line: 1, ...said(), returnedQuantity: 0, shortQuantity: 0, ...more },
})

/** The order as the first version made it, with what was changed here since. */
const order = (more: Partial<Order> = {}): Order => ({
  ...{ id: 'o', number: 'PS-1', storeId: 's', externalId: 'e', customerId: null, currency: 'INR' },
  ...{ externalUpdatedAt: new Date(1_000).toISOString(), status: 'CONFIRMED', holds: [] },
  ...{ lifecycle: 'confirmed', payment: 'due', fulfilment: 'none', assignment: 'none' },
  ...{ itemsMinor: 300, discountMinor: 0, shippingMinor: 0, taxMinor: 0, taxIncluded: true },
  ...{ otherMinor: 0, grandTotalMinor: 300, refundedMinor: 0, cancelledMinor: 0 },
  ...{ customer: { name: 'Asha', email: null, phone: null }, note: 'Ring twice', tags: ['gift'] },
  ...{ shippingAddress: { line1: '1 MG Road' }, assigneeId: null, isTest: false, shipBy: null },
  ...{ isSentByStore: false, placedAt: new Date(0).toISOString(), version: 1, lines: [line()] },
  ...more,
})

const merged = (now: Order, before: SaleVersion, after: SaleVersion) =>
  mergeSale(now, { before, after })

const DAY = new Date('2026-01-16T00:00:00Z')

test.for<[what: string, here: Partial<Order>, there: More]>([
  ['address', { shippingAddress: { line1: '2 Elm Road' } }, { shippingAddress: { line1: '3' } }],
  ['note', { note: 'Ring once' }, { note: 'Knock' }],
  ['customer', { customer: { name: 'Ravi', email: null, phone: null } }, {}],
  ['day of dispatch', { shipBy: DAY.toISOString() }, {}],
  ['word about its payment', { payment: 'paid' }, {}],
])('a %s that was changed here stays', ([, here, there]) => {
  expect(merged(order(here), version(), version(there))).toMatchObject(here)
})

test.for<[what: string, there: More, now: object]>([
  ['address', { shippingAddress: { line1: '3' } }, { shippingAddress: { line1: '3' } }],
  ['note', { note: 'Knock' }, { note: 'Knock' }],
  [
    'customer',
    { customer: { name: 'Ravi', email: null, phone: null } },
    { customer: { name: 'Ravi', email: null, phone: null } },
  ],
  ['day of dispatch', { shipBy: DAY }, { shipBy: DAY.toISOString() }],
  ['payment', { sale: { axes: { payment: 'paid' } } }, { payment: 'paid' }],
  [
    'time',
    { externalUpdatedAt: new Date(2_000) },
    { externalUpdatedAt: '1970-01-01T00:00:02.000Z' },
  ],
  [
    'time, which it no longer says',
    { externalUpdatedAt: null },
    { externalUpdatedAt: '1970-01-01T00:00:01.000Z' },
  ],
])('a %s that only the platform has changed is taken', ([, there, now]) => {
  expect(merged(order(), version(), version(there))).toMatchObject(now)
})

test('tags and holds of both stay, and what either took away is gone', () => {
  const before = version({ tags: ['gift', 'old', 'vip'], sale: { holds: ['risk'] } })
  const after = version({ tags: ['gift', 'new', 'vip'], sale: { holds: ['unpaid'] } })
  // Here `vip` was taken away and `fragile` was added.
  const now = order({ tags: ['fragile', 'gift', 'old'], holds: ['manual', 'risk'] as string[] })
  expect(merged(now, before, after)).toMatchObject({
    tags: ['fragile', 'gift', 'new'],
    holds: ['manual', 'unpaid'],
  })
})

test('a hold of the platform counts until all has left from here', () => {
  const unpaid = version({ sale: { holds: ['unpaid'] } })
  const holds = (shippedQuantity: number) =>
    merged(order({ lines: [line({ shippedQuantity })] }), version(), unpaid).holds
  expect([holds(0), holds(1), holds(3)]).toEqual([['unpaid'], ['unpaid'], []])
})

test('a hold for a SKU ends when one was found, whoever put it there', () => {
  const held = order({ holds: ['risk', 'unmapped_sku'] })
  expect(merged(held, version(), version()).holds).toEqual(['risk'])
  const still = version({ sale: { holds: ['unmapped_sku'] } })
  expect(merged(held, still, still).holds).toEqual(['risk', 'unmapped_sku'])
})

test.for<[rule: string, here: string, was: string, is: string, then: string]>([
  ['what was cancelled there is cancelled', 'confirmed', 'confirmed', 'cancelled', 'cancelled'],
  ['and may come back from there', 'cancelled', 'cancelled', 'placed', 'placed'],
  ['what was cancelled here stays so', 'cancelled', 'confirmed', 'confirmed', 'cancelled'],
  ['also where it is agreed there now', 'cancelled', 'placed', 'confirmed', 'cancelled'],
  ['what was confirmed here stays so', 'confirmed', 'placed', 'placed', 'confirmed'],
  ['what follows the platform goes on doing so', 'placed', 'placed', 'confirmed', 'confirmed'],
])('%s', ([, here, was, is, then]) => {
  const axes = (lifecycle: string) => ({ axes: { lifecycle: lifecycle as Order['lifecycle'] } })
  const now = order({
    lifecycle: here as Order['lifecycle'],
    holds: ['risk'],
    assignment: 'assigned' as Order['assignment'],
  })
  const next = merged(now, version({ sale: axes(was) }), version({ sale: axes(is) }))
  expect(next.lifecycle).toBe(then)
  const isGone = then === 'cancelled'
  expect([next.assignment, next.holds]).toEqual(isGone ? ['none', []] : ['assigned', ['risk']])
  expect(next.lines[0]!.cancelledQuantity).toBe(isGone ? 3 : 0)
})

test('what a platform took out is gone, unless it has left the house', () => {
  const lines = [line(), line({ line: 2, externalId: 'b', shippedQuantity: 1 })]
  const before = version({ sale: { lines: [said(), said({ externalId: 'b' })] } })
  const after = version({ sale: { lines: [said({ externalId: 'c', sku: 'CUP' })] } })
  expect(merged(order({ lines }), before, after).lines).toMatchObject([
    { line: 2, externalId: 'b', quantity: 3, shippedQuantity: 1, cancelledQuantity: 2 },
    { line: 3, externalId: 'c', sku: 'CUP', quantity: 3, cancelledQuantity: 0 },
  ])
})

test('a line that came from our own mapping keeps its SKU until another thing is sold', () => {
  const now = (more: Partial<Line>) => order({ lines: [line(more)] })
  const skuAfter = (mine: Partial<Line>, was: string | null, is: string | null) => {
    const of = (sku: string | null) => version({ sale: { lines: [said({ sku })] } })
    return merged(now(mine), of(was), of(is)).lines[0]!.sku
  }
  expect(skuAfter({ sku: 'OURS' }, 'MUG', 'MUG')).toBe('OURS')
  expect(skuAfter({ sku: 'OURS' }, 'MUG', 'CUP')).toBe('CUP')
  expect(skuAfter({ sku: 'OURS', shippedQuantity: 1 }, 'MUG', 'CUP')).toBe('OURS')
  expect(skuAfter({ sku: null }, null, 'CUP')).toBe('CUP')
  expect(skuAfter({ sku: null, shippedQuantity: 1 }, null, 'CUP')).toBe('CUP')
})

test('what has left here is never taken back by fewer pieces there, and the total is theirs', () => {
  const now = order({ lines: [line({ shippedQuantity: 2 })] })
  const sale = { lines: [said({ quantity: 1 })], otherMinor: 7, refundedMinor: 20 }
  const next = merged(now, version(), version({ sale }))
  expect(next).toMatchObject({
    ...{ grandTotalMinor: 107, itemsMinor: 200, otherMinor: -93, refundedMinor: 20 },
    ...{
      fulfilment: 'shipped',
      lines: [{ quantity: 2, shippedQuantity: 2, cancelledQuantity: 0 }],
    },
  })
})

test('what was delivered here is so, also where the platform only knows that it has left', () => {
  const lines = [said({ shippedQuantity: 3 })]
  const now = order({ fulfilment: 'delivered', lines: [line({ shippedQuantity: 3 })] })
  const next = merged(now, version(), version({ sale: { lines, axes: { fulfilment: 'shipped' } } }))
  expect(next).toMatchObject({ fulfilment: 'delivered', status: 'DELIVERED' })
})

test('a version that says nothing new leaves each line the very same', () => {
  const now = order()
  const next = merged(now, version(), version())
  expect(next.lines[0]).toBe(now.lines[0])
  expect(next.tags).toBe(now.tags)
})
