import { expect, test } from 'vitest'
import type { OrderPart } from './adapter.ts'
import { changedOrder, webhook } from './adapters/shopify/fixtures/order.ts'
import { addPart, keyOfPart, type KeptPart, withParts } from './kept-parts.ts'
import { findAdapter } from './registry.ts'

const kept = (part: OrderPart, at: string): KeptPart => ({ key: keyOfPart(part), at, part })

const binned: OrderPart = { type: 'cancel_requested', reason: 'moved to the bin' }
const cancelled: OrderPart = { type: 'cancelled', reason: null }

test('a wish to cancel that comes again later counts from then on, and an older one never', () => {
  const first = kept(binned, '2026-08-01T10:00:00Z')
  const again = kept(binned, '2026-08-03T10:00:00Z')
  expect(addPart([first], again)).toEqual([again])
  expect(addPart([first], first)).toBeUndefined()
  expect(addPart([again], first)).toBeUndefined()
})

test('a wish to cancel ends when it is taken back, and may come once more', () => {
  const at = (day: number) => `2026-08-0${day}T10:00:00Z`
  const wish = kept(binned, at(1))
  const back: OrderPart = { type: 'cancel_withdrawn' }
  expect(addPart([], kept(back, at(2)))).toBeUndefined()
  const ended = addPart([wish], kept(back, at(2)))!
  expect(ended).toEqual([wish, kept(back, at(2))])
  expect(addPart(ended, kept(back, at(2)))).toBeUndefined()
  const again = addPart(ended, kept(binned, at(3)))!
  expect(addPart(again, kept(back, at(4)))).toEqual([kept(binned, at(3)), kept(back, at(4))])
})

test('what happens once keeps the time at which it was first told', () => {
  const first = kept(cancelled, '2026-08-01T10:00:00Z')
  expect(addPart([], first)).toEqual([first])
  expect(addPart([first], kept(cancelled, '2026-08-03T10:00:00Z'))).toBeUndefined()
})

test('pieces that were given back are wanted no more, before the next version says so', () => {
  const [reading] = findAdapter('shopify')!.read(
    webhook('orders/updated', changedOrder({ refunds: [], fulfillments: [] })),
  )
  if (reading?.type !== 'order') throw new Error('no order')
  const [line, ...others] = reading.order.lines
  const order = { ...reading.order, lines: [{ ...line!, activeQuantity: '3' }, ...others] }
  const { externalLineId } = line!
  const back = { externalLineId, quantity: '2', amountMinor: 500, taxMinor: 0, restock: true }
  const refund = { externalId: 'R-1', at: null, amountMinor: 500, reason: null, shippingMinor: 0 }
  const part: OrderPart = { type: 'refund', refund: { ...refund, lines: [back] } }
  const parts = [kept(part, '2999-01-01T00:00:00Z')]
  const wanted = (given: typeof order) => given.lines.map((one) => one.activeQuantity)
  const after = withParts(order, parts)
  expect(wanted(after)).toEqual(['1', ...others.map((one) => one.activeQuantity)])
  // A version that has the refund already is not lowered again.
  expect(wanted(withParts(after, parts))).toEqual(wanted(after))
})
