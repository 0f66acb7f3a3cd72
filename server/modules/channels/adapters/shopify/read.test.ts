import fc from 'fast-check'
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Message, Reading } from '../../adapter.ts'
import { listedIn } from '../shape/raw-json.ts'
import { changedOrder, orderText, webhook } from './fixtures/order.ts'
import { shopify } from './index.ts'
import { nextPageOf } from './list-orders.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const reading = (message: Message): Reading | undefined => shopify.read(message)[0]
const heard = (topic: string, body: unknown, headers = {}) =>
  reading(webhook(topic, JSON.stringify(body), headers))

test('a shop is known by the headers of both families', () => {
  expect(shopify.recognise(webhook('orders/create', '{}'))).toEqual({ uid: 'mill.myshopify.com' })
  const newer = { 'shopify-topic': 'orders/create', 'shopify-shop-domain': 'Mill.MyShopify.com' }
  expect(shopify.recognise({ headers: newer, body: bytes('{}') })).toEqual({
    uid: 'mill.myshopify.com',
  })
  expect(shopify.recognise({ headers: {}, body: bytes('{}') })).toBeUndefined()
  expect(shopify.uidOf?.(' https://Mill.myshopify.com/admin ')).toBe('mill.myshopify.com')
})

test('the signature is over these bytes, with any of the secrets, under either name', () => {
  const sign = (secret: string, body = orderText) =>
    createHmac('sha256', secret).update(body).digest('base64')
  const verdict = (headers: Record<string, string>, body = orderText) =>
    shopify.verify(
      { headers, body: bytes(body) },
      { secrets: ['app', 'by hand'], now: new Date(0) },
    )
  const refused = (reason: string) => ({ type: 'refused', reason })
  expect(verdict({ 'x-shopify-hmac-sha256': sign('app') })).toEqual({ type: 'valid' })
  expect(verdict({ 'shopify-hmac-sha256': sign('by hand') })).toEqual({ type: 'valid' })
  expect(verdict({ 'x-shopify-hmac-sha256': sign('old') })).toEqual(refused('wrong'))
  expect(verdict({ 'x-shopify-hmac-sha256': sign('app').slice(1) })).toEqual(refused('wrong'))
  expect(verdict({})).toEqual(refused('missing'))
  const rewritten = JSON.stringify(JSON.parse(orderText))
  expect(verdict({ 'x-shopify-hmac-sha256': sign('app') }, rewritten)).toEqual(refused('wrong'))
})

test.for([
  ...['orders/create', 'orders/updated', 'orders/paid', 'orders/cancelled'],
  ...['orders/fulfilled', 'orders/partially_fulfilled', 'orders/of_next_year'],
])('%s holds the order', (topic) => {
  expect(reading(webhook(topic, orderText))).toMatchObject({
    ...{ type: 'order', order: { externalId: '6000000000000000123' } },
  })
})

test('an answer to our own call is read as well, with its wrapper or without', () => {
  for (const body of [orderText, `{"order": ${orderText}}`]) {
    const message = { headers: { 'x-penstock-source': 'fetch' }, body: bytes(body) }
    expect(reading(message)).toMatchObject({ order: { externalId: '6000000000000000123' } })
  }
})

test('a program may send several orders at once, and each entry has an answer', () => {
  for (const body of [`[${orderText}, null]`, `{"orders": [{"order": ${orderText}}, 7]}`]) {
    const readings = shopify.read({ headers: {}, body: bytes(body) })
    expect(readings.map(({ type }) => type)).toEqual(['order', 'unclear'])
  }
})

test('a parcel that does not say what is in it leaves the word to the line', () => {
  const line = { id: 5, quantity: 2, price: '1.00', fulfillment_status: 'fulfilled' }
  const message = webhook(
    'orders/updated',
    changedOrder({ line_items: [line], fulfillments: [{ id: 1, status: 'success' }] }),
  )
  expect(reading(message)).toMatchObject({ order: { lines: [{ fulfilledQuantity: '2' }] } })
})

test('a part of an order, as a subscription with chosen fields sends it, is fetched', () => {
  const { line_items: _, ...rest } = JSON.parse(orderText) as Record<string, unknown>
  for (const part of [
    { id: 77, updated_at: '2026-08-01T10:00:00Z' },
    { ...rest, id: 77 },
  ]) {
    const body = { ...part, admin_graphql_api_id: undefined }
    expect(heard('orders/updated', body)).toMatchObject({ type: 'fetch', externalId: '77' })
    // What our own call brought is not asked for again.
    const message = { headers: { 'x-penstock-source': 'fetch' }, body: bytes(JSON.stringify(body)) }
    expect(reading(message)?.type).not.toBe('fetch')
  }
})

test.for<[thing: string, changes: Record<string, unknown>]>([
  ['a draft', { admin_graphql_api_id: 'gid://shopify/DraftOrder/77', name: '#D7' }],
  ['a draft without its name', { admin_graphql_api_id: undefined, invoice_url: null }],
  ['a checkout', { admin_graphql_api_id: undefined, abandoned_checkout_url: 'https://mill/r' }],
])('%s looks like an order and is none yet', ([, changes]) => {
  const text = changedOrder({ ...changes, id: 77 })
  expect(shopify.read({ headers: {}, body: bytes(text) })).toMatchObject([{ type: 'ignored' }])
  expect(reading(webhook('draft_orders/create', text))).toMatchObject({ type: 'ignored' })
  const answer = { headers: {}, body: bytes(`{"draft_order": ${text}}`) }
  expect(shopify.read(answer)).toMatchObject([{ type: 'ignored' }])
})

test('what says only that something changed is fetched', () => {
  const edit = { order_edit: { order_id: 77, line_items: { additions: [], removals: [] } } }
  expect(heard('orders/edited', edit)).toMatchObject({ type: 'fetch', externalId: '77' })
  const late = { id: 1, order_id: 77, status: 'cancelled' }
  expect(heard('fulfillments/update', late)).toMatchObject({ type: 'fetch', externalId: '77' })
  // Without lines nothing tells the currency.
  const bare = { id: 1, order_id: 77, transactions: [] }
  expect(heard('refunds/create', bare)).toMatchObject({ type: 'fetch', externalId: '77' })
})

const refund = {
  ...{ id: 3, order_id: 77, created_at: '2026-08-01T10:00:00Z', note: null },
  refund_line_items: [
    {
      ...{ line_item_id: 5, quantity: 1, restock_type: 'no_restock', subtotal: 195.66 },
      subtotal_set: { shop_money: { amount: '195.66', currency_code: 'USD' } },
    },
  ],
  transactions: [{ id: 4, kind: 'refund', status: 'success', amount: '209.00', currency: 'USD' }],
}

test('a refund is a part: what its transactions moved, whatever its lines are worth', () => {
  expect(heard('refunds/create', refund)).toMatchObject({
    ...{ type: 'part', externalId: '77', at: '2026-08-01T10:00:00.000Z' },
    part: { refund: { amountMinor: 20_900, lines: [{ amountMinor: 19_566, restock: false }] } },
  })
  expect(heard('refunds/create', { ...refund, transactions: [] })).toMatchObject({
    part: { refund: { amountMinor: 0 } },
  })
  const inYen = { ...refund.transactions[0], currency: 'JPY', amount: '30000' }
  expect(heard('refunds/create', { ...refund, transactions: [inYen] })).toMatchObject({
    type: 'fetch',
  })
})

test('parcels, stock, removals and privacy', () => {
  const parcel = { id: 8, order_id: 77, status: 'success', tracking_number: 'EJ1' }
  expect(heard('fulfillments/create', parcel)).toMatchObject({
    part: { type: 'shipment', shipment: { externalId: '8', trackingNumbers: ['EJ1'] } },
  })
  const level = { inventory_item_id: 10, location_id: 20, available: 0 }
  expect(heard('inventory_levels/update', level)).toMatchObject({
    ...{ type: 'stock', quantity: 0 },
    listing: { extra: { inventoryItemId: '10', locationId: '20' } },
  })
  expect(heard('inventory_levels/update', { ...level, available: null })).toMatchObject({
    quantity: null,
  })
  expect(heard('orders/delete', { id: 77 })).toMatchObject({
    ...{ externalId: '77', at: '2026-08-01T04:40:00.123Z', part: { type: 'cancelled' } },
  })
  expect(heard('app/uninstalled', { id: 1 })).toMatchObject({ type: 'disconnected' })
  expect(heard('customers/redact', { customer: { id: 9, email: 'a@b.c' } })).toEqual({
    ...{ type: 'erase_customer', externalId: '9', email: 'a@b.c', orderIds: [] },
  })
  expect(heard('products/update', {})).toMatchObject({ type: 'ignored' })
})

test.for<[topic: string, body: string]>([
  ['customers/redact', '{"customer": null}'],
  ['customers/data_request', '{"customer": {"id": 9}}'],
  ['shop/redact', '{"shop_id": 1}'],
])('%s of %s asks for a person', ([topic, body]) => {
  expect(reading(webhook(topic, body))).toMatchObject({ type: 'asks_person' })
})

test('a test notification is seen as one', () => {
  const isTest = { 'x-shopify-test': 'true' }
  expect(heard('refunds/create', refund, isTest)).toMatchObject({ type: 'ignored' })
  const text = changedOrder({ test: true, confirmed: false, fulfillment_status: 'pending' })
  expect(reading(webhook('orders/create', text, isTest))).toMatchObject({
    order: { decision: 'import_as_test' },
  })
})

test.for<[topic: string, body: string]>([
  ['orders/create', ''],
  ['orders/create', '[]'],
  ['orders/create', '{}'],
  ['orders/create', '{"id": 1, "line_items": [], "total_price": "1.00"}'],
  ['orders/edited', '{}'],
  ['refunds/create', '{"id": 1}'],
  ['', '{"id": 1}'],
])('%s with %s is unclear, with words', ([topic, body]) => {
  expect(reading(webhook(topic, body))).toMatchObject({ type: 'unclear' })
})

const TOPICS = ['orders/create', 'orders/edited', 'refunds/create', 'fulfillments/create']

test('no JSON and no bytes make it throw: there is a reading for everything', () => {
  const topic = fc.constantFrom(...TOPICS, 'orders/delete', 'inventory_levels/update', '', 'x')
  const field = fc.constantFrom(...Object.keys(JSON.parse(orderText) as object))
  const mutant = fc
    .dictionary(field, fc.jsonValue(), { maxKeys: 6 })
    .map((changes) => bytes(changedOrder(changes)))
  const body = fc.oneof(fc.uint8Array(), fc.json().map(bytes), mutant)
  fc.assert(
    fc.property(topic, body, (name, given) => {
      const readings = shopify.read({ headers: { 'x-shopify-topic': name }, body: given })
      expect(readings).toHaveLength(1)
    }),
    { numRuns: 300 },
  )
})

test('many orders in one answer become as many messages, with every digit', () => {
  const answer = '{"orders": [{"id": 820982911946154508, "a": [1.50]}, {"id": 2}], "x": [3]}'
  expect(listedIn(answer, 'orders')).toEqual([
    ...['{"id":820982911946154508,"a":[1.50]}', '{"id":2}'],
  ])
  expect(() => listedIn(answer, 'refunds')).toThrow('without a list')
})

test('the next page is known from the header alone', () => {
  const at = 'https://mill.myshopify.com/admin/api/2026-07/orders.json'
  expect(
    nextPageOf(`<${at}?page_info=a>; rel="previous", <${at}?limit=250&page_info=b>; rel="next"`),
  ).toBe('b')
  expect([nextPageOf(''), nextPageOf(`<${at}?page_info=a>; rel="previous"`)]).toEqual([null, null])
})
