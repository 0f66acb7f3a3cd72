import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CanonicalOrder, findAdapter } from '#channels'
import { canBeCounted, saleOf } from './sale-of.ts'

function orderOf(posted: Record<string, unknown>): CanonicalOrder {
  const base = { externalId: 'W-1', currency: 'INR', placedAt: '2026-11-28T10:00:00Z' }
  const body = Buffer.from(JSON.stringify({ ...base, ...posted }))
  const [reading] = findAdapter('website')!.read({ headers: {}, body })
  if (reading?.type !== 'order') throw new Error(JSON.stringify(reading))
  return reading.order
}

const landed = (order: CanonicalOrder) =>
  saleOf(order, { skus: order.lines.map(() => null), currency: 'INR', touchesStock: true }).sale

/** As the database wants it; see `amounts_are_not_negative` and `totals_add_up`. */
function booksOf(order: CanonicalOrder) {
  const { lines, discountMinor, shippingMinor, taxMinor, taxIncluded, ...rest } = landed(order)
  const itemsMinor = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0)
  const added = taxIncluded ? 0 : taxMinor
  const grandTotalMinor = itemsMinor - discountMinor + shippingMinor + added + rest.otherMinor
  return { itemsMinor, discountMinor, shippingMinor, taxMinor, grandTotalMinor, ...rest }
}

test.for<[said: string, lifecycle: string]>([
  ['open authorized unfulfilled', 'confirmed'],
  ['open partially_refunded unfulfilled', 'confirmed'],
  ['open cod_pending on_hold', 'confirmed'],
  ['open pending unfulfilled', 'placed'],
  ['open refunded unfulfilled', 'placed'],
  ['open disputed on_hold', 'placed'],
  ['closed paid unfulfilled', 'placed'],
  ['closed refunded fulfilled', 'confirmed'],
  ['open disputed partially_fulfilled', 'confirmed'],
  ['pending paid unfulfilled', 'placed'],
  ['cancelled paid fulfilled', 'cancelled'],
])('%s is %s', ([said, lifecycle]) => {
  const [state, paymentStatus, fulfillmentStatus] = said.split(' ')
  const lines = [{ quantity: 1, unitPriceMinor: 500 }]
  const order = orderOf({ lines, lifecycle: state, paymentStatus, fulfillmentStatus })
  expect(landed(order).axes.lifecycle).toBe(lifecycle)
})

test.for<[said: string | undefined, hours: number | null, shipBy: string | null]>([
  [undefined, null, null],
  [undefined, 48, '2026-11-30T10:00:00.000Z'],
  ['2026-11-29T00:00:00Z', 48, '2026-11-29T00:00:00.000Z'],
  ['2026-11-29T00:00:00Z', null, '2026-11-29T00:00:00.000Z'],
])('of an order to be sent by %s, where %s hours are promised, it is %s', ([said, hours, by]) => {
  const order = orderOf({ lines: [{ quantity: 1, unitPriceMinor: 1_000 }], shipBy: said })
  const parts = { skus: [null], currency: 'INR', touchesStock: true, shipsWithinHours: hours }
  expect(saleOf(order, parts).shipBy?.toISOString() ?? null).toBe(by)
})

test.for<[word: string, total: number | null, back: number, payment: string]>([
  ['paid', 1_000, 0, 'paid'],
  ['paid', 1_000, 400, 'partly_refunded'],
  ['paid', 1_000, 1_000, 'refunded'],
  ['partially_refunded', 1_000, 1_200, 'refunded'],
  // As long as the total is unknown, a refund is a part of it, unless the platform says otherwise.
  ['paid', null, 400, 'partly_refunded'],
  ['partially_refunded', null, 400, 'partly_refunded'],
  ['refunded', null, 400, 'refunded'],
])(
  '%s of %s with %i given back is %s',
  ([paymentStatus, grandTotalMinor, refundedMinor, payment]) => {
    const lines = [{ quantity: 1, unitPriceMinor: 1_000 }]
    const { totals, ...order } = orderOf({ lines, paymentStatus })
    const said = { ...order, totals: { ...totals, grandTotalMinor, refundedMinor } }
    expect(landed(said).axes.payment).toBe(payment)
  },
)

test.for<[what: string, paymentStatus: string, goods: number[], fulfilment: string]>([
  ['alone and paid leaves nothing to pack', 'paid', [], 'shipped'],
  ['alone and unpaid is not sent yet', 'pending', [], 'none'],
  ['waits with the goods that are not sent', 'paid', [1, 0], 'none'],
  ['is no rest of an order whose goods have left', 'paid', [1, 1], 'shipped'],
])('a gift card %s', ([, paymentStatus, [quantity, fulfilledQuantity], fulfilment]) => {
  const goods = { sku: 'MUG', quantity, fulfilledQuantity, unitPriceMinor: 500 }
  const card = { giftCard: true, requiresShipping: false, quantity: 1, unitPriceMinor: 2_000 }
  const lines = quantity ? [goods, card] : [card]
  const sale = landed(orderOf({ lines, paymentStatus, shippingAddress: { line1: '4 MG Road' } }))
  expect(sale.axes.fulfilment).toBe(fulfilment)
  expect(sale.lines.at(-1)).toMatchObject({ sku: null, cancelledQuantity: 0 })
  expect(sale.holds).not.toContain('bad_address')
})

test.for<[how: string, addresses: object[], holds: string[]]>([
  ['one place', [{ line1: '4 MG Road', city: 'Pune' }], []],
  ['no place', [], ['bad_address']],
  ['two places', [{ line1: '4 MG Road' }, { line1: '9 Ghat Lane' }], ['bad_address']],
])('an order that goes to %s', ([, shippingAddresses, holds]) => {
  const lines = [{ sku: 'MUG', quantity: 1, unitPriceMinor: 500 }]
  const parts = { skus: ['MUG'], currency: 'INR', touchesStock: true }
  expect(saleOf(orderOf({ lines, shippingAddresses }), parts).sale.holds).toEqual(holds)
})

test.for<[said: string, wanted: number, holds: string[]]>([
  ['closed refunded unfulfilled', 0, []],
  ['closed paid unfulfilled', 3, []],
  ['closed partially_refunded unfulfilled', 3, []],
  // As long as it is open there, a person decides whether it goes nevertheless.
  ['open refunded unfulfilled', 3, ['unpaid']],
])('of an order that is %s, %i pieces are wanted', ([said, wanted, holds]) => {
  const [lifecycle, paymentStatus, fulfillmentStatus] = said.split(' ')
  const lines = [{ quantity: 3, unitPriceMinor: 500, requiresShipping: false }]
  const sale = landed(orderOf({ lines, lifecycle, paymentStatus, fulfillmentStatus }))
  const [line] = sale.lines
  expect([line!.quantity - line!.cancelledQuantity, sale.holds]).toEqual([wanted, holds])
})

test('what had left before the money went back has left', () => {
  const lines = [{ quantity: 3, fulfilledQuantity: 2, unitPriceMinor: 500 }]
  const refunded = { lifecycle: 'closed', paymentStatus: 'refunded' }
  const { lines: sent, axes } = landed(orderOf({ lines, ...refunded }))
  expect(sent).toMatchObject([{ shippedQuantity: 2, cancelledQuantity: 1 }])
  // A word about the money alone, such as "Refunded", says nothing of the pieces that left.
  expect(axes).toMatchObject({ lifecycle: 'confirmed', fulfilment: 'shipped' })
})

test.for<[how: string, addresses: object[], holds: string[], goesTo: unknown]>([
  ['no address', [], [], { pickup: 'Mill Street' }],
  ['one address', [{ line1: '4 MG Road' }], [], { pickup: 'Mill Street', line1: '4 MG Road' }],
  ['two addresses', [{ line1: 'A' }, { line1: 'B' }], ['bad_address'], expect.anything()],
])('what the buyer comes for, with %s', ([, shippingAddresses, holds, goesTo]) => {
  const lines = [{ sku: 'MUG', quantity: 1, unitPriceMinor: 500 }]
  const parts = { skus: ['MUG'], currency: 'INR', touchesStock: true }
  const said = saleOf(orderOf({ lines, shippingAddresses, pickup: 'Mill Street' }), parts)
  expect([said.sale.holds, said.shippingAddress]).toEqual([holds, goesTo])
})

test.for<[said: object, isSentByStore: boolean]>([
  [{}, false],
  [{ fulfilledBy: 'channel' }, true],
  [{ decision: 'import_mirror_only' }, true],
  [{ isTest: true }, false],
])('whether its store sends an order of %j: %s', ([said, isSentByStore]) => {
  expect(
    landed(orderOf({ lines: [{ quantity: 1, unitPriceMinor: 500 }], ...said })).isSentByStore,
  ).toBe(isSentByStore)
})

test('a line of no pieces is one that was cancelled, and costs nothing', () => {
  const line = (id: string, quantity: number) => ({ id, quantity, unitPriceMinor: 1_000 })
  const order = orderOf({ lines: [line('a', 0), line('b', 1)], totals: { grandTotalMinor: 1_000 } })
  expect(landed(order).lines).toMatchObject([
    { quantity: 1, cancelledQuantity: 1, unitPriceMinor: 0 },
    { quantity: 1, cancelledQuantity: 0, unitPriceMinor: 1_000 },
  ])
  expect(booksOf(order)).toMatchObject({ itemsMinor: 1_000, otherMinor: 0 })
})

test('a line that takes off more than all others cost leaves the total as it was said', () => {
  const line = (id: string, unitPriceMinor: number) => ({ id, quantity: 1, unitPriceMinor })
  const lines = [line('a', 5_000), line('b', -8_000)]
  expect(booksOf(orderOf({ lines, totals: { grandTotalMinor: 0 } }))).toMatchObject({
    ...{ itemsMinor: 5_000, grandTotalMinor: 0, otherMinor: -5_000 },
  })
})

test('whatever amounts a platform says, the books can hold them, or nobody can count them', () => {
  const amount = fc.oneof(fc.integer({ min: -9_999, max: 9_999 }), fc.maxSafeInteger())
  const minor = amount.map((value) => Math.trunc(value / 10))
  const totals = fc.record(
    {
      ...{ discountMinor: minor, shippingMinor: minor, taxMinor: minor, feesMinor: minor },
      ...{ grandTotalMinor: minor, refundedMinor: minor },
    },
    { requiredKeys: ['grandTotalMinor'] },
  )
  const line = fc.record({
    quantity: fc.integer({ min: 0, max: 2_000_000 }),
    ...{ unitPriceMinor: minor, discountMinor: minor, taxMinor: minor },
  })
  const lines = fc.array(line, { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(lines, totals, fc.boolean(), (given, said, taxIncluded) => {
      const body = { lines: given, totals: said, taxIncluded }
      const [reading] = findAdapter('website')!.read({
        headers: {},
        body: Buffer.from(
          JSON.stringify({ externalId: 'W', placedAt: '2026-11-28T10:00:00Z', ...body }),
        ),
      })
      if (reading?.type !== 'order') return
      const order = { ...reading.order, currency: 'INR' }
      if (!canBeCounted(landed(order))) return
      const books = booksOf(order)
      expect(books.itemsMinor).toBeGreaterThanOrEqual(0)
      expect(books.discountMinor).toBeGreaterThanOrEqual(0)
      expect(books.shippingMinor).toBeGreaterThanOrEqual(0)
      expect(books.taxMinor).toBeGreaterThanOrEqual(0)
      expect(books.grandTotalMinor).toBe(Math.max(0, said.grandTotalMinor))
      expect(books.refundedMinor).toBeLessThanOrEqual(books.grandTotalMinor)
    }),
  )
})
