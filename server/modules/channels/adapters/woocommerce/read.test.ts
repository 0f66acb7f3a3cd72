import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CanonicalOrder } from '../../canonical.ts'
import type { Reading } from '../../adapter.ts'
import { aLine, anOrder, php } from './fixtures/order.ts'
import { read } from './read.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

const readBody = (body: unknown, topic = 'order.updated'): Reading[] =>
  read({ headers: { 'x-wc-webhook-topic': topic }, body: bytes(php(body)) })

function orderOf(changes: Record<string, unknown> = {}): CanonicalOrder {
  const [reading] = readBody(anOrder(changes))
  if (reading?.type !== 'order') throw new Error(`not an order but ${JSON.stringify(reading)}`)
  return reading.order
}

test('an order is read with its amounts before tax, its people and its times in UTC', () => {
  const order = orderOf()
  expect(order).toMatchObject({
    externalId: '9301',
    number: 'TW-2026/118',
    placedAt: '2026-08-02T09:34:05.000Z',
    externalUpdatedAt: '2026-08-02T09:40:00.000Z',
    currency: 'INR',
    totals: {
      itemsMinor: 100_000,
      discountMinor: 10_000,
      shippingMinor: 8_000,
      feesMinor: 0,
      taxMinor: 4_900,
      grandTotalMinor: 102_900,
      refundedMinor: 0,
    },
    taxIncluded: false,
    lifecycle: 'open',
    paymentStatus: 'paid',
    fulfillmentStatus: 'unfulfilled',
    customer: { externalId: '17', name: 'Aoife O’Brien', email: 'aoife@example.com' },
    shippingAddresses: [{ name: 'Aoife O’Brien', company: 'T&W', line1: '1/2 Ghat', region: 'MH' }],
    discounts: [{ code: 'monsoon', amountMinor: 10_000, scope: 'order' }],
    taxes: [{ title: 'GST', rate: '5', amountMinor: 4_900 }],
    payments: [{ externalId: 'pay_77', kind: 'sale', amountMinor: 102_900 }],
    note: 'Ring twice & wait',
    decision: 'import',
    flags: ['fractional_quantity'],
  })
  expect(order.lines).toMatchObject([
    { sku: 'MUG-BLUE', title: 'Mug – Blue', quantity: '2', unitPriceMinor: 40_000 },
    { sku: '8801', quantity: '1.5', activeQuantity: '1.5', unitPriceMinor: 13_333 },
  ])
  expect(order.lines[0]).toMatchObject({ discountMinor: 8_000, totalMinor: 72_000 })
})

test.for<[status: string, axes: string, decision: string]>([
  ['pending', 'pending unfulfilled open', 'import'],
  ['on-hold', 'pending unfulfilled open', 'import'],
  ['processing', 'paid unfulfilled open', 'import'],
  ['ready-for-pickup', 'paid ready_for_pickup open', 'import'],
  ['completed', 'paid fulfilled closed', 'import'],
  ['cancelled', 'voided unfulfilled cancelled', 'import'],
  ['refunded', 'refunded unfulfilled closed', 'import'],
  ['failed', 'failed unfulfilled open', 'import'],
  ['wc-completed', 'paid fulfilled closed', 'import'],
  ['wc-shipped', 'pending unfulfilled open', 'import'],
  ['partially-paid', 'pending unfulfilled open', 'import'],
  ['draft', 'pending unfulfilled open', 'ignore'],
  ['auto-draft', 'pending unfulfilled open', 'ignore'],
  ['new', 'pending unfulfilled open', 'ignore'],
  ['checkout-draft', 'pending unfulfilled open', 'ignore'],
])('the status %s', ([status, axes, decision]) => {
  const order = orderOf({ status })
  const { paymentStatus, fulfillmentStatus, lifecycle } = order
  expect(`${paymentStatus} ${fulfillmentStatus} ${lifecycle}`).toBe(axes)
  expect(order.decision).toBe(decision)
  const isFromPlugin = status === 'wc-shipped' || status === 'partially-paid'
  expect(order.flags.includes('unknown_status')).toBe(isFromPlugin)
  expect(order.channelStatus['status']).toBe(status)
})

test('cash on delivery is owed until the shop has noted it as paid', () => {
  const cod = { payment_method: 'cod' }
  expect(orderOf({ ...cod, date_paid_gmt: null }).paymentStatus).toBe('cod_pending')
  expect(orderOf(cod).paymentStatus).toBe('paid')
})

test('a refund of a part leaves status and total alone, and the money says it', () => {
  const refunds = [
    { id: 81, reason: 'late', total: '-10.00' },
    { id: 82, reason: '', total: '-9.00' },
  ]
  const order = orderOf({ status: 'completed', refunds })
  expect(order.paymentStatus).toBe('partially_refunded')
  expect(order.totals.refundedMinor).toBe(1_900)
  expect(order.fulfillmentStatus).toBe('fulfilled')
  expect(orderOf({ refunds: [{ id: 81, total: '-1029.00' }] }).paymentStatus).toBe('refunded')
  // The lines of the refund stand elsewhere, so the order is asked for once more.
  expect(readBody(anOrder({ refunds })).map(({ type }) => type)).toEqual(['order', 'fetch'])
})

test('a fetched order brings its refunds by line, and what was given back is not wanted any more', () => {
  const order = anOrder({ refunds: [{ id: 81, reason: '', total: '-360.00' }] })
  const detail = {
    ...{ id: 81, date_created_gmt: '2026-08-03T01:00:00', amount: '360.00', reason: 'broken' },
    line_items: [
      aLine({
        ...{ id: 44, quantity: -1, total: '-360.00', total_tax: '0.00' },
        meta_data: [{ key: '_refunded_item_id', value: '41' }],
      }),
    ],
  }
  const readings = readBody({ order, refunds: [detail] }, '')
  expect(readings).toHaveLength(1)
  const found = readings[0]!.type === 'order' ? readings[0]!.order : undefined
  expect(found?.lines.map((line) => line.activeQuantity)).toEqual(['1', '1.5'])
  expect(found?.refunds).toMatchObject([
    { at: '2026-08-03T01:00:00.000Z', lines: [{ externalLineId: '41', quantity: '1' }] },
  ])
  expect(found?.refunds[0]?.lines[0]).toMatchObject({ amountMinor: 36_000, restock: null })
})

test('cash on delivery is owed until the shop says when it was paid, by whichever clock', () => {
  const paid = (changes: Record<string, unknown>) => {
    const readings = readBody(anOrder({ payment_method: 'cod', ...changes }), '')
    return readings[0]?.type === 'order' ? readings[0].order.paymentStatus : undefined
  }
  const never = { date_paid_gmt: null, date_paid: null }
  expect(paid({ ...never, status: 'processing' })).toBe('cod_pending')
  expect(paid({ ...never, status: 'processing', date_paid: '2026-08-02T10:00:00' })).toBe('paid')
})

test('amounts follow the setting of the shop, and the flags say what does not fit', () => {
  const line = (total: string) => [aLine({ subtotal: total, total })]
  const plain = {
    ...{ discount_total: '0', shipping_total: '0', total_tax: '0', coupon_lines: [] },
  }
  const kwd = orderOf({ ...plain, currency: 'KWD', line_items: line('29.350'), total: '29.350' })
  expect(kwd.totals.grandTotalMinor).toBe(29_350)
  const jpy = orderOf({ ...plain, currency: 'JPY', line_items: line('2935'), total: '2935' })
  expect([jpy.totals.grandTotalMinor, jpy.flags]).toEqual([2_935, ['unmapped_sku']])
  const odd = orderOf({ ...plain, currency: 'JPY', line_items: line('16.24'), total: '16.24' })
  expect(odd.totals.grandTotalMinor).toBe(16)
  expect(odd.flags).toContain('precision_rounded')
  expect(orderOf({ total: '529.00' }).flags).toContain('totals_mismatch')
  const fee = [{ name: 'Loyalty', total: '-29.00', total_tax: '0.00' }]
  expect(orderOf({ fee_lines: fee, total: '1000.00' }).flags).not.toContain('totals_mismatch')
  expect(orderOf({ currency: '' })).toMatchObject({ currency: null, decision: 'quarantine' })
})

test('what is missing gets a flag: guests, addresses, SKUs; the box of a bundle needs none', () => {
  const empty = { first_name: '', last_name: '', address_1: '', city: '', postcode: '' }
  const guest = orderOf({ customer_id: 0, billing: empty, shipping: empty })
  expect(guest.customer).toBeNull()
  const missing = ['no_customer', 'no_billing_address', 'no_shipping_address']
  expect(guest.flags).toEqual(expect.arrayContaining(missing))
  const box = aLine({ id: 1, meta_data: [{ key: '_bundle_cart_key', value: 'k1' }] })
  const part = aLine({ id: 2, sku: 'P', meta_data: [{ key: '_bundled_by', value: 'k1' }] })
  const bundle = orderOf({ line_items: [box, part] })
  expect(bundle.lines.map((line) => line.parentLineId)).toEqual([null, '1'])
  expect(bundle.flags).not.toContain('unmapped_sku')
  expect(orderOf({ line_items: [aLine({ sku: null })] }).flags).toContain('unmapped_sku')
})

test('tracking of the plugin is read, and its own fields stay out of the properties', () => {
  const item = { tracking_provider: 'DHL', tracking_number: 'X1', date_shipped: '1786000000' }
  const meta = [
    { key: '_wc_shipment_tracking_items', value: [item] },
    { key: '_odd', value: { any: ['json'] } },
  ]
  const variation = aLine({
    variation_id: 6,
    meta_data: [{ key: 'size', value: 'M &amp; L' }, ...meta],
  })
  const order = orderOf({ meta_data: meta, line_items: [variation] })
  expect(order.fulfillments).toMatchObject([{ carrier: 'DHL', trackingNumbers: ['X1'] }])
  expect(order.lines[0]).toMatchObject({ variantTitle: 'M & L', properties: { size: 'M & L' } })
})

test.for<[title: string, body: unknown, topic: string, reading: object]>([
  ['the bin', { id: 727 }, 'order.deleted', { type: 'part', externalId: '727' }],
  ['the bin by status', anOrder({ status: 'trash' }), 'order.updated', { type: 'part' }],
  ['asked for and in the bin', { order: anOrder({ status: 'trash' }) }, '', { type: 'ignored' }],
  ['an id alone', { id: 727 }, 'order.updated', { type: 'fetch', externalId: '727' }],
  [
    'an error',
    { code: 'cannot_view', data: { status: 403 } },
    'order.updated',
    { type: 'unclear' },
  ],
  ['no date at all', { id: 1, status: 'processing' }, '', { type: 'unclear', externalId: '1' }],
  ['a customer', { id: 1 }, 'customer.updated', { type: 'ignored' }],
  ['an action', { action: 'x' }, 'action.woocommerce_x', { type: 'ignored' }],
  ['a product gone', { id: 1 }, 'product.deleted', { type: 'ignored' }],
])('other messages: %s', ([_title, body, topic, reading]) => {
  expect(readBody(body, topic)).toMatchObject([reading])
})

test('an order that leaves the bin is read, and nobody asks to cancel it any more', () => {
  expect(readBody(anOrder(), 'order.restored')).toMatchObject([
    { type: 'order' },
    { type: 'part', externalId: '9301', part: { type: 'cancel_withdrawn' } },
  ])
})

test('a product that was changed tells its stock, when it is counted', () => {
  const product = { id: 9, type: 'simple', sku: 'A', manage_stock: true, stock_quantity: 4 }
  const listing = { productId: '9', variantId: null, sku: 'A' }
  expect(readBody(product, 'product.updated')).toMatchObject([
    { type: 'stock', listing, quantity: 4 },
  ])
  const variation = { ...product, type: 'variation', parent_id: 3, manage_stock: 'parent' }
  expect(readBody(variation, 'product.updated')).toMatchObject([
    { listing: { productId: '3', variantId: '9' }, quantity: null },
  ])
})

test('many orders come in one message, and a bad one harms no other', () => {
  const types = readBody([anOrder(), 'odd', anOrder({ id: 2 })], '').map(({ type }) => type)
  expect(types).toEqual(['order', 'unclear', 'order'])
  expect(readBody({ orders: [anOrder()] }, '')).toMatchObject([{ type: 'order' }])
})

test('identifiers with more digits than a double holds stay what they are', () => {
  const text = php(anOrder()).replace('9301', '820982911946154508')
  const [reading] = read({ headers: {}, body: bytes(text) })
  expect(reading).toMatchObject({ order: { externalId: '820982911946154508' } })
})

test('whatever the bytes are, they become readings', () => {
  const valueOf = fc.jsonValue({ maxDepth: 4 })
  const topic = fc.constantFrom('', 'order.updated', 'order.deleted', 'product.updated', 'x')
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...Object.keys(anOrder())), valueOf),
      topic,
      (changes, name) => {
        expect(readBody({ ...anOrder(), ...changes }, name).length).toBeGreaterThan(0)
        expect(readBody({ order: changes, refunds: changes }, name).length).toBeGreaterThan(0)
      },
    ),
  )
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.json().map(bytes)), topic, (body, name) => {
      expect(Array.isArray(read({ headers: { 'x-wc-webhook-topic': name }, body }))).toBe(true)
    }),
  )
})

test.for<[status: string, axes: string]>([
  ['wc-shipped', 'paid fulfilled closed'],
  ['shipped', 'paid fulfilled closed'],
  ['on-hold', 'paid unfulfilled open'],
  ['packed', 'pending unfulfilled open'],
])('a store may say that its word %s counts as %s', ([status, axes]) => {
  const settings = { statusMap: { shipped: 'completed', 'wc-on-hold': 'processing' } }
  const headers = { 'x-wc-webhook-topic': 'order.updated' }
  const [reading] = read({ headers, body: bytes(php(anOrder({ status }))), settings })
  const order = (reading as { order: CanonicalOrder }).order
  const { paymentStatus, fulfillmentStatus, lifecycle } = order
  expect([paymentStatus, fulfillmentStatus, lifecycle].join(' ')).toBe(axes)
  expect(order.flags.includes('unknown_status')).toBe(status === 'packed')
  expect(order.channelStatus['status']).toBe(status)
})

test('lists that PHP wrote as objects, and things that stand alone, are read as lists', () => {
  const line = aLine({ id: 1, quantity: 2 })
  const order = orderOf({
    line_items: {
      '0': line,
      '3': { ...aLine({ id: 2 }), meta_data: { '7': { key: 'Cut', value: 'L' } } },
    },
    ...{ fee_lines: { id: 5, name: 'Box', total: '1.00', total_tax: '0.00' }, coupon_lines: {} },
    ...{ shipping: [], meta_data: false, refunds: { '2': { id: 9, total: '-10.00' } } },
  })
  expect(order.lines.map(({ externalLineId }) => externalLineId)).toEqual(['1', '2'])
  expect(order.lines[1]!.properties).toMatchObject({ Cut: 'L' })
  expect(order).toMatchObject({
    ...{ fees: [{ name: 'Box', amountMinor: 100 }], discounts: [], shippingAddresses: [] },
    ...{ totals: { refundedMinor: 1_000 }, paymentStatus: 'partially_refunded' },
  })
})
