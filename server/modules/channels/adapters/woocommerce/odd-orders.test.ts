import { expect, test } from 'vitest'
import type { Reading } from '../../adapter.ts'
import type { CanonicalOrder } from '../../canonical.ts'
import { aLine, anOrder, php } from './fixtures/order.ts'
import { read } from './read.ts'

const readBody = (body: unknown): Reading[] =>
  read({
    headers: { 'x-wc-webhook-topic': 'order.updated' },
    body: new TextEncoder().encode(php(body)),
  })

function orderOf(changes: Record<string, unknown>): CanonicalOrder {
  const [reading] = readBody(anOrder(changes))
  if (reading?.type !== 'order') throw new Error(`not an order but ${JSON.stringify(reading)}`)
  return reading.order
}

test('a draft without any date is no order, and no case for people', () => {
  const dateless = { date_created_gmt: null, date_modified_gmt: null, date_created: null }
  expect(readBody(anOrder({ status: 'auto-draft', ...dateless }))).toMatchObject([
    { type: 'ignored' },
  ])
  expect(readBody(anOrder(dateless))).toMatchObject([{ type: 'unclear', externalId: '9301' }])
})

test('an order that says its time by the clock of the shop alone is taken', () => {
  const order = orderOf({ date_created_gmt: null, date_modified_gmt: undefined })
  expect(order).toMatchObject({ placedAt: '2026-08-02T15:04:05.000Z', externalUpdatedAt: null })
})

test.for([
  { part: { bundled_by: 1 }, box: { bundled_items: [2] } },
  { part: { composite_parent: '1' }, box: { composite_children: [2] } },
  {
    part: { composite_parent: '', meta_data: [{ key: '_composite_parent', value: 'a7' }] },
    box: { meta_data: [{ key: '_composite_cart_key', value: 'a7' }] },
  },
  { part: { mnm_child_of: 1 }, box: { mnm_child_items: [2] } },
  {
    part: { meta_data: [{ key: '_mnm_container', value: 'c9' }] },
    box: { meta_data: [{ key: '_mnm_cart_key', value: 'c9' }] },
  },
  {
    part: { meta_data: [{ key: '_bundled_by', value: 'y3' }] },
    box: { meta_data: [{ key: '_yith_bundle_cart_key', value: 'y3' }] },
  },
  {
    part: { product_id: 12, meta_data: [{ key: '_woosb_parent_id', value: '93' }] },
    box: { product_id: 93, meta_data: [{ key: '_woosb_ids', value: '12/1' }] },
  },
])('%j is a part of its box', ({ part, box }) => {
  const line_items = [
    aLine({ id: 1, sku: '', ...box }),
    aLine({ id: 2, sku: 'PART', total: '0', ...part }),
    aLine({ id: 3, sku: 'ALONE', bundled_by: '', composite_parent: 0 }),
  ]
  const { lines, flags } = orderOf({ line_items })
  expect(lines.map(({ parentLineId }) => parentLineId)).toEqual([null, '1', null])
  expect(flags).not.toContain('unmapped_sku')
})

test('refunds without an id are told apart, and a long note is kept', () => {
  const order = orderOf({
    refunds: [{ id: null, total: '-1.00' }, { total: -2 }],
    customer_note: 'x'.repeat(3_000),
  })
  expect(order.refunds).toMatchObject([
    { externalId: 'refund 1', amountMinor: 100 },
    { externalId: 'refund 2', amountMinor: 200 },
  ])
  expect(order.note).toHaveLength(3_000)
})

test('of two boxes of one product each has the parts below it', () => {
  const box = { product_id: 93, meta_data: [{ key: '_woosb_ids', value: '12/1' }] }
  const part = { product_id: 12, meta_data: [{ key: '_woosb_parent_id', value: 93 }] }
  const line_items = [
    aLine({ id: 1, ...box }),
    aLine({ id: 2, ...part }),
    aLine({ id: 3, ...box }),
    aLine({ id: 4, ...part }),
  ]
  expect(orderOf({ line_items }).lines.map(({ parentLineId }) => parentLineId)).toEqual([
    ...[null, '1', null, '3'],
  ])
})

test('a refund that comes alone asks for its order, and not for one of its own number', () => {
  const refund = { id: 726, amount: '10.00', refunded_by: 1, line_items: [] }
  const up = { up: [{ href: 'https://mill.example/wp-json/wc/v3/orders/723' }] }
  for (const parent of [{ _links: up }, { parent_id: 723 }]) {
    expect(readBody({ ...refund, ...parent })).toMatchObject([{ type: 'fetch', externalId: '723' }])
  }
  expect(readBody(refund)).toMatchObject([{ type: 'unclear', externalId: null }])
})

test.for<[status: string, payment: string]>([
  ['processing', 'cod_pending'],
  ['ready-for-pickup', 'cod_pending'],
  ['completed', 'paid'],
])('cash on delivery that nobody has paid yet, %s: %s', ([status, paymentStatus]) => {
  const owed = { payment_method: 'cod', date_paid_gmt: null, date_paid: null }
  expect(orderOf({ status, ...owed })).toMatchObject({ paymentStatus })
})

test('a topic in capitals is the same topic', () => {
  const headers = { 'x-wc-webhook-topic': 'Order.Updated' }
  const body = new TextEncoder().encode(php(anOrder()))
  expect(read({ headers, body })).toMatchObject([{ type: 'order' }])
})

test('an order without a total waits for a person, and says why', () => {
  expect(orderOf({ total: '' })).toMatchObject({
    ...{ decision: 'quarantine', flags: expect.arrayContaining(['total_unknown_yet']) },
  })
})

test('the shares of vendors in an order of a marketplace take no stock beside it', () => {
  const meta_data = [{ id: 9, key: '_dokan_vendor_id', value: '19' }]
  for (const share of [
    { created_via: 'dokan' },
    { created_via: 'mvx_vendor_order' },
    { created_via: 'multivendorx_store_order' },
    { created_via: 'yith_wcmv_vendor_suborder' },
    { meta_data },
  ]) {
    expect(readBody(anOrder({ parent_id: 9_300, ...share }))).toMatchObject([{ type: 'ignored' }])
  }
  const alone = { created_via: 'checkout', meta_data }
  expect(readBody(anOrder(alone))).toMatchObject([{ type: 'order' }])
  expect(readBody(anOrder({ parent_id: 9_300 }))).toMatchObject([{ type: 'order' }])
})

test('an order that is off by what its figures were rounded by is no contradiction', () => {
  // 24.50, 24.50, 7.95 and 4.90 for the way, each with 19 % in it.
  const priced = (amount: string) => aLine({ sku: 'S', subtotal: amount, total: amount })
  const order = {
    ...{ line_items: [priced('20.59'), priced('20.59'), priced('6.68')], coupon_lines: [] },
    ...{ discount_total: '0.00', shipping_total: '4.12', total_tax: '9.88', total: '61.85' },
  }
  expect(orderOf(order).flags).toEqual([])
  expect(orderOf({ ...order, total: '61.89' }).flags).toEqual(['totals_mismatch'])
  // Without tax nothing is cut off.
  const plain = { ...order, total_tax: '0.00', total: '51.97' }
  expect(orderOf(plain).flags).toEqual(['totals_mismatch'])
})

test('a subscription has lines and a total, and is no order', () => {
  const body = anOrder({ status: 'active', billing_period: 'month', billing_interval: '1' })
  expect(read({ headers: {}, body: new TextEncoder().encode(php(body)) })).toMatchObject([
    { type: 'ignored' },
  ])
})

test('an order in the words of the older interface is read as well', () => {
  const { billing } = anOrder()
  const order = {
    ...{ id: 645, order_number: '645', status: 'processing', currency: 'EUR', customer_id: 2 },
    ...{ created_at: '2023-05-02T08:00:00Z', updated_at: '2023-05-02T08:05:00Z', note: 'Ring' },
    ...{ total: '47.00', total_tax: '5.00', total_shipping: '6.00', total_discount: '2.00' },
    ...{ billing_address: billing, shipping_address: billing },
    payment_details: { method_id: 'cod', method_title: 'Cash', paid: false },
    line_items: [
      {
        ...{ id: 7, name: 'Mug', product_id: 5, sku: 'MUG', quantity: 2, total: '36.00' },
        ...{ subtotal: '38.00', meta: [{ key: 'Colour', label: 'Colour', value: 'Teal' }] },
      },
    ],
    shipping_lines: [{ id: 8, method_id: 'flat_rate', method_title: 'Flat', total: '6.00' }],
    tax_lines: [{ id: 9, title: 'VAT', total: '4.00' }],
    fee_lines: [{ id: 10, title: 'Box', total: '0.00' }],
    coupon_lines: [{ id: 11, code: 'may', amount: '2.00' }],
  }
  const expected = {
    ...{ externalId: '645', number: '645', placedAt: '2023-05-02T08:00:00.000Z', note: 'Ring' },
    ...{ externalUpdatedAt: '2023-05-02T08:05:00.000Z', paymentStatus: 'cod_pending', flags: [] },
    totals: { itemsMinor: 3_800, discountMinor: 200, shippingMinor: 600, grandTotalMinor: 4_700 },
    lines: [{ sku: 'MUG', discountMinor: 200, properties: { Colour: 'Teal' } }],
    ...{ fees: [{ name: 'Box' }], taxes: [{ title: 'VAT', amountMinor: 400 }] },
    ...{ discounts: [{ code: 'may', amountMinor: 200 }], shippingAddresses: [{ city: 'Pune' }] },
  }
  for (const body of [{ order }, { orders: [order] }, order]) {
    expect(readBody(body)).toMatchObject([{ type: 'order', order: expected }])
  }
  const paid = { ...order, payment_details: { method_id: 'cod', paid: true } }
  expect(readBody({ order: paid })).toMatchObject([{ order: { paymentStatus: 'paid' } }])
})

test('what is only downloaded needs no address', () => {
  const download = { needs_processing: false, shipping_lines: [] }
  const goesOut = (changes: object) =>
    orderOf({ ...changes }).lines.map(({ requiresShipping }) => requiresShipping)
  expect(goesOut(download)).toEqual([false, false])
  expect(goesOut({ ...download, needs_processing: true })).toEqual([true, true])
  expect(goesOut({ needs_processing: false })).toEqual([true, true])
})

test('a variation is named as the shop names it to people', () => {
  const meta_data = [
    {
      id: 1,
      key: 'pa_color',
      value: 'navy-blue',
      display_key: 'Color',
      display_value: 'Navy Blue',
    },
    { id: 2, key: 'Engraving', value: 'Ada &amp; Bo' },
    { id: 3, key: '_reduced_stock', value: '1', display_key: '_reduced_stock', display_value: '1' },
  ]
  const line_items = [aLine({ variation_id: 7, name: 'Mug - Navy Blue', meta_data })]
  expect(orderOf({ line_items }).lines).toMatchObject([
    {
      variantTitle: 'Navy Blue, Ada & Bo',
      properties: { Color: 'Navy Blue', Engraving: 'Ada & Bo' },
    },
  ])
})

test('the order for the rest after a deposit has money, and no goods a second time', () => {
  const line_items = [aLine({ name: 'Payment #2 for Jug', sku: 'JUG', total: '75.00' })]
  for (const created_via of ['wc_deposits', 'yith_wcdp_balance_order']) {
    const rest = orderOf({ parent_id: 9_300, created_via, line_items })
    expect(rest).toMatchObject({ decision: 'import_mirror_only', paymentStatus: 'paid' })
    expect(rest.lines).toMatchObject([{ requiresShipping: false, totalMinor: 7_500 }])
    expect(orderOf({ created_via, line_items })).toMatchObject({ decision: 'import' })
  }
})

test.for([
  ['Rua Joana', '256', 'Rua Joana, 256'],
  ['Rua Joana, 256', '256', 'Rua Joana, 256'],
  ['Rua 25 de Março', '25A', 'Rua 25 de Março, 25A'],
  ['Rua Joana', '', 'Rua Joana'],
  ['Rua Joana', 256, 'Rua Joana, 256'],
])('a number of the house beside the street %j: %j', ([address_1, number, line1]) => {
  const whole = { address_1, number, city: 'Acarape', postcode: '62785-000', country: 'BR' }
  const order = orderOf({
    billing: { first_name: 'Ana', phone: '', cellphone: '(85) 98589-2221' },
    shipping: { ...whole, neighborhood: 'Centro', cellphone: '(85) 98589-2222' },
  })
  expect(order.shippingAddresses).toMatchObject([
    { line1, district: 'Centro', phone: '(85) 98589-2222' },
  ])
  expect(order.customer).toMatchObject({ phone: '(85) 98589-2221' })
})
