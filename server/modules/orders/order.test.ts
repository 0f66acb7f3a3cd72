import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  advance,
  allowedSteps,
  headline,
  isInHouse,
  type Line,
  type Order,
  type Step,
} from './order.ts'

const line = (more: Partial<Line> = {}): Line => ({
  ...{ line: 1, sku: 'MUG', externalId: null, name: 'Mug', quantity: 3, unitPriceMinor: 100 },
  ...{ discountMinor: 0, taxMinor: 0, cancelledQuantity: 0, shippedQuantity: 0 },
  ...{ returnedQuantity: 0, shortQuantity: 0, ...more },
})

const order = (more: Partial<Order> = {}): Order => {
  const bare: Order = {
    ...{ id: 'o', number: 'PS-1', storeId: 's', externalId: 'o', externalUpdatedAt: null },
    ...{ customerId: null, lifecycle: 'placed', payment: 'due', fulfilment: 'none' },
    ...{ assignment: 'none', status: 'PLACED', holds: [], currency: 'INR', itemsMinor: 300 },
    ...{ discountMinor: 0, shippingMinor: 0, taxMinor: 0, taxIncluded: true, otherMinor: 0 },
    ...{
      grandTotalMinor: 300,
      cancelledMinor: 0,
      refundedMinor: 0,
      shippingAddress: null,
      note: null,
      tags: [],
    },
    ...{
      assigneeId: null,
      isTest: false,
      isSentByStore: false,
      shipBy: null,
      placedAt: '',
      version: 1,
    },
    customer: { name: 'Asha', email: null, phone: null },
    lines: [line()],
  }
  const whole = { ...bare, ...more }
  return { ...whole, status: headline(whole) }
}

const placed = order()
const held = order({ holds: ['manual'] })
const confirmed = order({ lifecycle: 'confirmed' })
const part = order({
  ...{
    lifecycle: 'confirmed',
    fulfilment: 'partly_shipped',
    lines: [line({ shippedQuantity: 1 })],
  },
})
const shipped = order({
  ...{ lifecycle: 'confirmed', fulfilment: 'shipped', lines: [line({ shippedQuantity: 3 })] },
})
const delivered = order({ ...shipped, fulfilment: 'delivered' })
const cancelled = order({ lifecycle: 'cancelled', lines: [line({ cancelledQuantity: 3 })] })
const waiting = order({ lifecycle: 'confirmed', lines: [line({ shortQuantity: 3 })] })

const sentThere = order({ lifecycle: 'confirmed', isSentByStore: true })

/** Every state, and the steps that are open from it. */
test.for<[state: string, from: Order, open: Step['type'][]]>([
  ['placed', placed, ['confirm', 'cancel', 'cancel_lines', 'hold', 'payment']],
  ['held', held, ['cancel', 'cancel_lines', 'hold', 'release', 'payment']],
  ['confirmed', confirmed, ['ship', 'cancel', 'cancel_lines', 'hold', 'payment']],
  ['partly shipped', part, ['ship', 'cancel_lines', 'take_back', 'hold', 'payment']],
  ['shipped', shipped, ['deliver', 'take_back', 'payment']],
  ['delivered', delivered, ['take_back', 'payment']],
  ['cancelled', cancelled, ['payment']],
  ['waiting for stock', waiting, ['cancel', 'cancel_lines', 'hold', 'payment']],
  ['sent by its store', sentThere, ['cancel', 'cancel_lines', 'hold', 'payment']],
])('%s: only these steps are open', ([, from, open]) => {
  expect(allowedSteps(from)).toEqual(open)
})

test.for<[rule: string, from: Order, step: Step, status: string | undefined]>([
  ['a placed order is confirmed', placed, { type: 'confirm' }, 'CONFIRMED'],
  ['a held order is not', held, { type: 'confirm' }, undefined],
  ['a confirmed order is shipped', confirmed, { type: 'ship' }, 'SHIPPED'],
  [
    'a part of it as well',
    confirmed,
    { type: 'ship', lines: [{ line: 1, quantity: 1 }] },
    'SHIPPED',
  ],
  ['a placed order is not', placed, { type: 'ship' }, undefined],
  ['a part that is too large is refused', confirmed, part4(), undefined],
  ['a shipped order is delivered', shipped, { type: 'deliver' }, 'DELIVERED'],
  ['what was delivered comes back', delivered, { type: 'take_back', goods: 'restock' }, 'RETURNED'],
  ['what has left cannot be cancelled', shipped, { type: 'cancel', reason: 'x' }, undefined],
  ['what has not left can, and the rest goes its way', part, some(2), 'SHIPPED'],
  ['pieces of it leave an order as it was', confirmed, some(2), 'CONFIRMED'],
  ['all pieces are the order', confirmed, some(3), 'CANCELLED'],
  ['more than is there is refused', part, some(3), undefined],
  ['pieces of what has left are refused', shipped, some(1), undefined],
  ['pieces of a cancelled order are gone', cancelled, some(1), undefined],
  ['what came back of a part leaves the rest to be shipped', part, backAll(), 'SHIPPED'],
  ['a cancelled order stays cancelled', cancelled, { type: 'confirm' }, undefined],
])('%s', ([, from, step, status]) => {
  expect(advance(from, step)?.status).toBe(status)
})

function backAll(): Step {
  return { type: 'take_back', goods: 'restock' }
}

function some(quantity: number): Step {
  return { type: 'cancel_lines', reason: 'x', lines: [{ line: 1, quantity }] }
}

function part4(): Step {
  return { type: 'ship', lines: [{ line: 1, quantity: 4 }] }
}

test('a step that was taken is not taken again: it gives back the very same order', () => {
  const steps: [Order, Step][] = [
    [advance(part, backAll())!, backAll()],
    [confirmed, { type: 'confirm' }],
    [shipped, { type: 'ship' }],
    [delivered, { type: 'deliver' }],
    [cancelled, { type: 'cancel', reason: 'again' }],
    [held, { type: 'hold', reason: 'manual' }],
  ]
  for (const [from, step] of steps) expect(advance(from, step)).toBe(from)
})

test('whatever is tried in whatever order, the pieces of a line are used once', () => {
  const lines = fc.tuple(
    fc.record({ line: fc.constant(1), quantity: fc.integer({ min: 0, max: 4 }) }),
  )
  const step = fc.oneof(
    fc.constantFrom<Step>(
      { type: 'confirm' },
      { type: 'ship' },
      { type: 'deliver' },
      { type: 'cancel', reason: 'x' },
      { type: 'take_back', goods: 'scrap' },
      { type: 'hold', reason: 'risk' },
      { type: 'release', reason: 'risk' },
    ),
    fc.record({
      type: fc.constantFrom<'ship' | 'take_back'>('ship', 'take_back'),
      ...{ goods: fc.constant('restock' as const), lines },
    }),
    fc.record({ type: fc.constant('cancel_lines' as const), reason: fc.constant('x'), lines }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let now = placed
      for (const one of steps) now = advance(now, one) ?? now
      const [{ quantity, cancelledQuantity, shippedQuantity, returnedQuantity }] = now.lines as [
        Line,
      ]
      expect(cancelledQuantity + shippedQuantity).toBeLessThanOrEqual(quantity)
      expect(returnedQuantity).toBeLessThanOrEqual(shippedQuantity)
      expect(now.status).toBe(headline(now))
      const isOpen = quantity > cancelledQuantity + shippedQuantity
      if (isOpen) expect(isInHouse(now.fulfilment)).toBe(true)
      if (!isOpen && shippedQuantity === 0) expect(now.status).toBe('CANCELLED')
      expect(now.grandTotalMinor + now.cancelledMinor).toBe(placed.grandTotalMinor)
    }),
  )
})
