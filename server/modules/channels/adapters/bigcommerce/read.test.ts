import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Reading } from '../../adapter.ts'
import type { CanonicalOrder } from '../../canonical.ts'
import { anAddress, anOrder, aProduct, whole } from './fixtures/order.ts'
import { read } from './read.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

const readBody = (body: unknown): Reading[] =>
  read({ headers: {}, body: bytes(JSON.stringify(body)) })

function orderOf(
  changes: Record<string, unknown> = {},
  parts: Record<string, unknown> = {},
): CanonicalOrder {
  const readings = readBody(whole(changes, parts))
  const [reading] = readings
  if (readings.length !== 1 || reading?.type !== 'order') throw new Error(JSON.stringify(readings))
  return reading.order
}

test('an order is put together from its parts, in the currency of the transaction', () => {
  const order = orderOf()
  expect(order).toMatchObject({
    externalId: '3117',
    number: '3117',
    placedAt: '2026-08-02T09:34:05.000Z',
    externalUpdatedAt: '2026-08-02T09:40:00.000Z',
    currency: 'USD',
    presentment: { currency: 'EUR', grandTotalMinor: 6_930 },
    totals: {
      itemsMinor: 6_268,
      discountMinor: 300,
      shippingMinor: 800,
      feesMinor: 600,
      taxMinor: 700,
      grandTotalMinor: 7_700,
      refundedMinor: 0,
    },
    paymentStatus: 'paid',
    fulfillmentStatus: 'unfulfilled',
    lifecycle: 'open',
    channelStatus: { status_id: '11', custom_status: 'To be packed', payment_status: 'captured' },
    customer: { externalId: '25', name: 'Ada Moss', email: 'ada@example.com' },
    shippingAddresses: [{ name: 'Ada Moss' }, { name: 'Ben Moss' }],
    shippingLines: [{ title: 'Ground', amountMinor: 400, taxMinor: 40 }, {}],
    fees: [{ name: 'Handling' }, { name: 'A', amountMinor: 150 }, { name: 'B', taxMinor: 20 }],
    discounts: [
      { code: 'RAIN', amountMinor: 500 },
      { code: null, amountMinor: 300 },
    ],
    payments: [{ method: 'store_credit', amountMinor: 1_000 }],
    note: 'Leave at the door',
    decision: 'import',
    flags: [],
  })
  expect(order.lines).toMatchObject([
    { sku: 'TOWEL', unitPriceMinor: 2_500, totalMinor: 5_000, variantTitle: 'S' },
  ])
  // Two addresses: each line says which of them it goes to.
  expect(order.lines[0]!.properties).toEqual({ Size: 'S', order_address_id: '51' })
})

test.for<[id: number, axes: string]>([
  [1, 'pending unfulfilled open'],
  [2, 'paid fulfilled open'],
  [3, 'paid partially_fulfilled open'],
  [4, 'refunded unfulfilled closed'],
  [5, 'voided unfulfilled cancelled'],
  [6, 'failed unfulfilled cancelled'],
  [7, 'pending unfulfilled open'],
  [8, 'paid ready_for_pickup open'],
  [9, 'paid unfulfilled open'],
  [10, 'paid delivered closed'],
  [11, 'paid unfulfilled open'],
  [12, 'authorized on_hold open'],
  [13, 'disputed on_hold open'],
  [14, 'partially_refunded unfulfilled open'],
  [77, 'pending unfulfilled open'],
])('the status %i counts, whatever the merchant calls it', ([status_id, axes]) => {
  const order = orderOf({ status_id, status: 'Anything' })
  const { paymentStatus, fulfillmentStatus, lifecycle, flags, decision } = order
  expect(`${paymentStatus} ${fulfillmentStatus} ${lifecycle}`).toBe(axes)
  expect([flags.includes('unknown_status'), decision]).toEqual([status_id === 77, 'import'])
})

test('what the buyer saw is rounded once, in the buyer’s currency', () => {
  const shown = (currency_code: string, total_inc_tax: string, currency_exchange_rate: string) =>
    orderOf({ currency_code, total_inc_tax, currency_exchange_rate }).presentment
  expect(shown('JPY', '100.5500', '150.0000000000')?.grandTotalMinor).toBe(15_083)
  expect(shown('KWD', '100.5500', '0.3078')?.grandTotalMinor).toBe(30_949)
  expect(shown('EUR', '1.0000', 'no rate')).toBeNull()
})

test('more entries than are read at once are refused with words, and each other has an answer', () => {
  const types = (body: unknown) => readBody(body).map(({ type }) => type)
  expect(types({ orders: [whole(), null] })).toEqual(['order', 'unclear'])
  expect(types(Array.from({ length: 501 }, () => whole()))).toEqual(['unclear'])
})

test('an incomplete order is none, and is not asked for any further', () => {
  const readings = readBody(anOrder({ status_id: 0, status: 'Incomplete' }))
  expect(readings).toMatchObject([{ type: 'order', order: { decision: 'ignore' } }])
})

test('a checkout that is not complete needs no date', () => {
  const dateless = { date_created: '', date_modified: '' }
  expect(readBody(anOrder({ status_id: 0, ...dateless }))).toMatchObject([{ type: 'ignored' }])
  expect(readBody(anOrder(dateless))).toMatchObject([{ type: 'unclear', externalId: '3117' }])
})

test('the parts of an order are found within it as well', () => {
  const order = anOrder({ products: [aProduct()], shipping_addresses: [anAddress()] })
  for (const body of [order, { order }]) {
    expect(readBody(body)).toMatchObject([
      { order: { lines: [{ sku: 'TOWEL' }], shippingAddresses: [{ name: 'Ada Moss' }] } },
    ])
  }
})

test('what is loaded down needs no address, and says so', () => {
  const digital = { order_is_digital: true, shipping_address_count: undefined }
  expect(orderOf(digital, { shipping_addresses: undefined }).flags).toEqual(['no_shipping_address'])
})

test('a line that was refunded without a count is wanted no more, and a long note is kept', () => {
  const products = [aProduct({ is_refunded: true, quantity_refunded: undefined })]
  const order = orderOf({ customer_message: 'x'.repeat(3_000) }, { products })
  expect(order.lines).toMatchObject([{ quantity: '2', activeQuantity: '0' }])
  expect(order.note).toHaveLength(3_000)
})

test('fees have a name of the merchant, and what has no id is told apart', () => {
  const fee = { display_name_customer: '', display_name_merchant: 'Rebate', cost_ex_tax: '-2.0000' }
  const refund = { total_amount: 1, items: [], payments: [] }
  const refunds = [refund, { ...refund, total_amount: 2 }]
  const order = orderOf({}, { fees: [fee], refunds, shipments: [{ items: [] }, {}] })
  expect(order.fees.at(-1)).toMatchObject({ name: 'Rebate', amountMinor: -200 })
  expect(order.refunds.map(({ externalId }) => externalId)).toEqual(['refund 1', 'refund 2'])
  expect(order.fulfillments.map(({ externalId }) => externalId)).toEqual([
    ...['shipment 1', 'shipment 2'],
  ])
})

test('a status about money does not hide what was sent', () => {
  expect(orderOf({ status_id: 14, items_shipped: 1 }).fulfillmentStatus).toBe('partially_fulfilled')
  expect(orderOf({ status_id: 14, items_shipped: 3 }).fulfillmentStatus).toBe('fulfilled')
})

test('refunds are the money that moved, never the field that is always zero', () => {
  const refund = {
    ...{ id: 8, created: '2026-08-03T10:00:00Z', reason: 'broken', total_amount: 21.83 },
    items: [
      { item_type: 'PRODUCT', item_id: 65, quantity: 1, requested_amount: 20 },
      { item_type: 'SHIPPING', item_id: 9, quantity: 1, requested_amount: 1.83 },
    ],
    payments: [
      { provider_id: 'card', amount: 10.799999999999999, is_declined: false },
      { provider_id: 'storecredit', amount: 11.03, is_declined: false },
      { provider_id: 'other', amount: 5, is_declined: true },
    ],
  }
  const refunds = { data: [refund] }
  const order = orderOf({}, { refunds, products: [aProduct({ quantity_refunded: 1 })] })
  expect(order.totals.refundedMinor).toBe(2_183)
  expect(order.paymentStatus).toBe('partially_refunded')
  expect(order.refunds).toMatchObject([
    { externalId: '8', reason: 'broken', shippingMinor: 183, lines: [{ externalLineId: '65' }] },
  ])
  expect(order.lines[0]).toMatchObject({ quantity: '2', activeQuantity: '1' })
  expect(order.flags).toEqual(['precision_rounded'])
  // Nothing is known of the money when nobody has asked for the refunds.
  const [bare] = readBody(anOrder({ status_id: 14 }))
  expect(bare).toMatchObject({ order: { totals: { refundedMinor: null } } })
})

test('bundles, discounts of lines, certificates and lines without a SKU', () => {
  const products = [
    aProduct({ applied_discounts: [{ id: 'x', amount: '1.5900' }] }),
    aProduct({ id: 66, sku: 'PART', parent_order_product_id: 65, total_ex_tax: '0.0000' }),
    aProduct({ id: 67, sku: '', type: 'giftcertificate', product_options: [] }),
  ]
  const order = orderOf({}, { products })
  expect(order.lines).toMatchObject([
    { discountMinor: 159, totalMinor: 4_841, parentLineId: null },
    { parentLineId: '65', totalMinor: 0 },
    { giftCard: true, requiresShipping: false, sku: null, variantTitle: null },
  ])
  expect(order.flags).toEqual(['unmapped_sku'])
})

test('shipments are read with their tracking', () => {
  const shipment = {
    ...{ id: 6, order_address_id: 51, date_created: 'Mon, 03 Aug 2026 17:22:08 +0000' },
    ...{
      tracking_number: 'T1',
      shipping_provider: 'usps',
      tracking_carrier: '',
      tracking_link: '',
    },
    ...{ shipping_method: 'None', generated_tracking_link: 'https://track.example/T1' },
    items: [{ order_product_id: 65, quantity: 1 }],
  }
  expect(orderOf({}, { shipments: [shipment] }).fulfillments).toMatchObject([
    {
      ...{ externalId: '6', carrier: 'usps', trackingNumbers: ['T1'] },
      trackingUrls: ['https://track.example/T1'],
      lines: [{ externalLineId: '65', quantity: '1' }],
    },
  ])
})

test('what contradicts itself or is missing gets a flag', () => {
  expect(orderOf({ total_tax: '6.0000' }).flags).toContain('totals_mismatch')
  // 69.9950 and 6.9950 are 76.99: each is rounded by itself.
  const split = { total_ex_tax: '69.9950', total_tax: '6.9950', total_inc_tax: '76.9900' }
  expect(orderOf(split).flags).not.toContain('totals_mismatch')
  const none = orderOf({ customer_id: 0, billing_address: {} }, { shipping_addresses: [] })
  expect(none.flags).toEqual(['no_customer', 'no_billing_address', 'no_shipping_address'])
  expect(none.customer).toBeNull()
  const odd = orderOf({ default_currency_code: '', currency_code: '' })
  expect(odd).toMatchObject({ currency: null, decision: 'quarantine' })
})

const hook = (scope: string, data: object) => ({
  ...{ scope, store_id: '1', data, hash: 'h', created_at: 1_786_000_000 },
  producer: 'stores/abc12',
})

test.for<[scope: string, data: object, reading: object]>([
  ['store/order/created', { type: 'order', id: 250 }, { type: 'fetch', externalId: '250' }],
  ['store/order/statusUpdated', { id: 250, status: { new_status_id: 11 } }, { externalId: '250' }],
  ['store/order/archived', { type: 'order', id: 250 }, { type: 'fetch', externalId: '250' }],
  ['store/order/refund/created', { id: 250, refund: { refund_id: 3 } }, { externalId: '250' }],
  ['store/order/transaction/created', { id: 9, order_id: 250 }, { externalId: '250' }],
  ['store/shipment/created', { type: 'shipment', id: 9, orderId: 250 }, { externalId: '250' }],
  ['store/order/updated', { type: 'order' }, { type: 'unclear' }],
  ['store/order/message/created', { id: 250 }, { type: 'ignored' }],
  ['store/customer/created', { id: 250 }, { type: 'ignored' }],
  ['store/app/uninstalled', {}, { type: 'disconnected' }],
  [
    'store/product/inventory/updated',
    { type: 'product', id: 7, inventory: { product_id: 7, method: 'absolute', value: 4 } },
    { type: 'stock', listing: { productId: '7', variantId: null }, quantity: null },
  ],
  [
    'store/sku/inventory/updated',
    { id: 1, inventory: { product_id: 7, variant_id: 74, method: 'absolute', value: 5 } },
    { type: 'stock', listing: { productId: '7', variantId: '74' }, quantity: null },
  ],
])('the event %s', ([scope, data, reading]) => {
  expect(readBody(hook(scope, data))).toMatchObject([reading])
})

test('an order without its lines is known, and they are asked for', () => {
  expect(readBody(anOrder())).toMatchObject([
    { type: 'order', order: { externalId: '3117', lines: [] } },
    { type: 'fetch', externalId: '3117' },
  ])
  expect(readBody([anOrder(), 'odd', { id: 1 }]).map(({ type }) => type)).toEqual([
    ...['order', 'fetch', 'unclear', 'unclear'],
  ])
})

test('whatever the bytes are, they become readings', () => {
  const valueOf = fc.jsonValue({ maxDepth: 4 })
  const changed = (names: string[]) => fc.dictionary(fc.constantFrom(...names), valueOf)
  fc.assert(
    fc.property(
      changed(Object.keys(anOrder())),
      changed(Object.keys(whole())),
      changed(Object.keys(aProduct())),
      changed(['scope', 'data', 'created_at', 'producer']),
      (order, parts, product, event) => {
        const products = [aProduct(product)]
        expect(readBody(whole(order, { products, ...parts })).length).toBeGreaterThan(0)
        expect(readBody({ ...hook('store/order/updated', {}), ...event })).toHaveLength(1)
      },
    ),
  )
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.json().map(bytes)), (body) => {
      expect(Array.isArray(read({ headers: {}, body }))).toBe(true)
    }),
  )
})
