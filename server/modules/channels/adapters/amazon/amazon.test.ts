import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { expectedOf, hasPayloads, payloadText } from '#tests/payloads.ts'
import type { Message, Reading } from '../../adapter.ts'
import type { CanonicalOrder } from '../../canonical.ts'
import { refusalOf } from './feed-report.ts'
import { amazon } from './index.ts'

const fixture = (name: string): string =>
  readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')

const message = (body: string, headers: Record<string, string> = {}): Message => ({
  headers,
  body: Buffer.from(body),
})

const read = (body: string, headers?: Record<string, string>): Reading[] =>
  amazon.read(message(body, headers))

const ordersOf = (body: string): CanonicalOrder[] =>
  read(body).flatMap((reading) => (reading.type === 'order' ? [reading.order] : []))

const orderOf = (body: string): CanonicalOrder => ordersOf(body)[0]!

/** The fixture with something else in one place, such as `orderItems.0.quantityOrdered`. */
function changed(name: string, path: string, value: unknown): string {
  const root = JSON.parse(fixture(name)) as Record<string, unknown>
  const steps = path.split('.')
  const last = steps.pop()!
  const place = steps.reduce((found, step) => found[step] as Record<string, unknown>, root)
  place[last] = value
  return JSON.stringify(root)
}

test('an order of 2026-01-01', () => {
  expect(orderOf(fixture('order-2026'))).toMatchObject({
    externalId: '405-1122334-5566778',
    externalUpdatedAt: '2026-11-20T05:30:00.000Z',
    currency: 'INR',
    taxIncluded: false,
    totals: {
      ...{ itemsMinor: 100_000, shippingMinor: 4_000, taxMinor: 15_800, discountMinor: 5_000 },
      grandTotalMinor: 114_800,
    },
    lifecycle: 'open',
    paymentStatus: 'paid',
    shipBy: '2026-11-21T18:29:59.000Z',
    customer: { name: 'Asha Rao', isAlias: true },
    shippingAddresses: [{ line1: '12 Temple Street', line2: null, country: 'IN' }],
    lines: [
      {
        ...{ externalLineId: '70112233445566', sku: 'MUG-SLATE', quantity: '2' },
        ...{ unitPriceMinor: 50_000, discountMinor: 5_000, taxMinor: 15_800 },
      },
    ],
    meta: { sellerOrderId: 'SHOP-77', programs: 'PRIME', marketplaceId: 'A21TJRUUN4KGV' },
    flags: [],
    decision: 'import',
  })
})

test('an order of v0, put together from its answers; its price is for the whole line', () => {
  expect(orderOf(fixture('order-v0'))).toMatchObject({
    externalId: '405-9988776-5544332',
    currency: 'EUR',
    taxIncluded: true,
    totals: { itemsMinor: 3_000, shippingMinor: 498, taxMinor: 479, grandTotalMinor: 3_498 },
    lines: [{ externalLineId: '05015851154158', quantity: '3', unitPriceMinor: 1_000 }],
    customer: { name: 'Jürgen Müller' },
    shippingAddresses: [{ city: 'Köln', country: 'DE' }],
    cancelRequested: true,
    flags: [],
  })
})

test.for<[status: string, expected: Partial<CanonicalOrder>]>([
  ['PENDING', { lifecycle: 'pending', paymentStatus: 'pending' }],
  ['PARTIALLY_SHIPPED', { lifecycle: 'open', fulfillmentStatus: 'partially_fulfilled' }],
  ['SHIPPED', { fulfillmentStatus: 'fulfilled', paymentStatus: 'paid' }],
  ['CANCELLED', { lifecycle: 'cancelled', paymentStatus: 'voided' }],
  ['UNFULFILLABLE', { fulfillmentStatus: 'unfulfillable' }],
  ['LOST_IN_SPACE', { paymentStatus: 'pending', flags: ['unknown_fulfillment_status'] }],
])('%s', ([status, expected]) => {
  const body = changed('order-2026', 'order.fulfillment.fulfillmentStatus', status)
  expect(orderOf(body)).toMatchObject(expected)
})

test.for<[path: string, value: unknown, expected: Partial<CanonicalOrder>]>([
  ['order.fulfillment.fulfilledBy', 'AMAZON', { decision: 'import_mirror_only' }],
  ['order.proceeds', undefined, { flags: ['total_unknown_yet'] }],
  ['order.buyer', undefined, { customer: null, flags: ['buyer_not_included'] }],
  ['order.recipient', undefined, { flags: ['pii_missing'] }],
  ['order.proceeds.grandTotal.amount', '1.00', { flags: ['totals_mismatch'] }],
  ['order.proceeds.grandTotal.amount', '-1.00', { flags: ['totals_mismatch'] }],
  ['order.orderItems', null, { lines: [], flags: ['totals_mismatch'] }],
  [
    'order.orderItems.0.tax',
    { taxCollections: [{ model: 'MARKETPLACE_FACILITATOR' }] },
    { taxRemittedBy: 'channel' },
  ],
  [
    'order.orderItems.0.cancellation',
    { cancellationRequest: { requester: 'BUYER' } },
    { cancelRequested: true, lifecycle: 'open' },
  ],
  [
    'order.packages',
    [{ packageReferenceId: '1', packageStatus: { status: 'DELIVERED' }, trackingNumber: 'T' }],
    { fulfillmentStatus: 'unfulfilled' },
  ],
])('%s %j', ([path, value, expected]) => {
  expect(orderOf(changed('order-2026', path, value))).toMatchObject(expected)
})

test('a pending order has no money at all, and not none; a price that is said is taken', () => {
  const pending = changed('order-2026', 'order.proceeds', undefined)
  const { totals, currency, lines } = orderOf(pending)
  expect([totals.grandTotalMinor, totals.itemsMinor, currency]).toEqual([null, null, 'INR'])
  expect(lines[0]?.unitPriceMinor).toBe(50_000)
  const silent = JSON.parse(pending) as { order: { orderItems: Record<string, unknown>[] } }
  Object.assign(silent.order.orderItems[0]!, { product: {}, proceeds: {} })
  expect(orderOf(JSON.stringify(silent))).toMatchObject({
    currency: null,
    lines: [{ unitPriceMinor: null, totalMinor: null }],
  })
})

test('what is said of the whole order counts, and a granted wish is none any more', () => {
  const order = JSON.parse(fixture('order-2026')) as { order: Record<string, unknown> }
  const part = (type: string, amount: string) => ({
    ...{ type, status: 'FINALIZED', subtotal: { amount, currencyCode: 'INR' } },
  })
  order.order['proceeds'] = {
    grandTotal: { amount: '1198.00', currencyCode: 'INR' },
    breakdowns: [part('DELIVERY_TIP', '50.00'), part('TAX', '158.00')],
  }
  order.order['tax'] = {
    taxRegistrations: [{ entityType: 'BUYER', taxRegistrationNumber: '27ABCDE1234F1Z5' }],
  }
  order.order['packages'] = ['CANCELLED', 'DELIVERED'].map((status) => ({
    packageStatus: { status },
  }))
  order.order['fulfillment'] = { fulfillmentStatus: 'SHIPPED', fulfilledBy: 'MERCHANT' }
  const [item] = order.order['orderItems'] as Record<string, unknown>[]
  item!['cancellation'] = {
    cancellationRequest: { requester: 'BUYER' },
    cancellationExecution: { cancelledBy: 'MERCHANT' },
  }
  item!['fulfillment'] = { quantityFulfilled: 1, quantityUnfulfilled: 0 }
  item!['product'] = { sellerSku: 'MUG-SLATE' }
  expect(orderOf(JSON.stringify(order))).toMatchObject({
    totals: { feesMinor: 5_000, taxMinor: 15_800, shippingMinor: 4_000, grandTotalMinor: 119_800 },
    customer: { taxId: '27ABCDE1234F1Z5' },
    fulfillmentStatus: 'delivered',
    cancelRequested: false,
    lines: [{ unitPriceMinor: 50_000, quantity: '2', activeQuantity: '1' }],
    flags: [],
  })
})

test('an address without a street, which is all that some apps may see, is a hint', () => {
  const street = 'order.recipient.deliveryAddress.addressLine1'
  expect(orderOf(changed('order-2026', street, ''))).toMatchObject({
    shippingAddresses: [{ city: 'Pune' }],
    flags: ['pii_missing'],
  })
})

test('an order of v0 in seconds, with a wrapping that stands with the buyer', () => {
  const body = JSON.parse(fixture('order-v0')) as {
    order: { payload: Record<string, unknown> }
    items: { payload: { OrderItems: Record<string, unknown>[] } }[]
  }
  Object.assign(body.order.payload, {
    PurchaseDate: '1.569521782042E9',
    OrderTotal: { CurrencyCode: 'EUR', Amount: '37.98' },
    BuyerInfo: { BuyerTaxInfo: { TaxClassifications: [{ Name: 'VATNumber', Value: 'DE1' }] } },
  })
  body.items[0]!.payload.OrderItems[0]!['BuyerInfo'] = {
    GiftWrapPrice: { CurrencyCode: 'EUR', Amount: '3.00' },
  }
  const { placedAt, totals, flags } = orderOf(JSON.stringify(body))
  expect(placedAt).toBe('2019-09-26T18:16:22.042Z')
  expect([totals.feesMinor, totals.grandTotalMinor, flags]).toEqual([300, 3_798, []])
})

test('a notification in any of its envelopes, and several at once', () => {
  const plain = fixture('notification')
  const kinds = ['part', 'fetch']
  const envelopes = [
    { Type: 'Notification', TopicArn: 'arn', Message: plain },
    { 'detail-type': 'ORDER_CHANGE', detail: JSON.parse(plain) as unknown },
    { Records: [{ messageId: 'm', body: plain }] },
    { Records: [{ body: JSON.stringify({ Type: 'Notification', Message: plain }) }] },
    { Messages: [{ Body: plain, ReceiptHandle: 'r' }] },
    [JSON.parse(plain) as unknown],
  ]
  for (const one of envelopes) {
    const body = JSON.stringify(one)
    expect(read(body).map(({ type }) => type)).toEqual(kinds)
    const isOne = !Array.isArray(one)
    expect(amazon.recognise(message(body))).toEqual(isOne ? { uid: 'A1SELLER77' } : undefined)
    expect(amazon.deliveryKey?.(message(body))).toBe(isOne ? 'n-1' : undefined)
  }
  const two = JSON.stringify({ Records: [{ body: plain }, { body: plain }] })
  expect(read(two)).toHaveLength(4)
  expect(amazon.deliveryKey?.(message(two))).toBeUndefined()
})

test('every entry of a list has an answer, also what is no order', () => {
  const { order } = JSON.parse(fixture('order-2026')) as { order: unknown }
  const body = JSON.stringify({ orders: [order, null, { orderId: null }, 'text'] })
  expect(read(body).map(({ type }) => type)).toEqual(['order', 'unclear', 'unclear', 'unclear'])
  const wrapped = `{"orders":[${fixture('order-2026')},${fixture('order-v0')}]}`
  expect(read(wrapped).map(({ type }) => type)).toEqual(['order', 'order'])
  expect(read('{"orders":[]}')).toMatchObject([{ type: 'ignored' }])
})

test('a report of a feed may be JSON or XML, packed or not', () => {
  const xml = (id: string) =>
    `<?xml version="1.0"?><R><Result><MessageID>${id}</MessageID><ResultCode>Error</ResultCode>` +
    '<ResultDescription>Too late.</ResultDescription></Result></R>'
  const refusal = (text: string, isPacked = false) =>
    refusalOf(isPacked ? gzipSync(text) : Buffer.from(text), { messageId: '1', isPacked })
  expect([refusal(xml('1')), refusal(xml('0'), true), refusal(xml('2'))]).toEqual([
    ...['Too late.', 'Too late.', null],
  ])
  const issue = { messageId: 1, severity: 'ERROR', message: 'Wrong SKU.' }
  expect(refusal(JSON.stringify({ issues: [issue] }), true)).toBe('Wrong SKU.')
  expect([refusal('{"issues":[]}'), refusal('no report')]).toEqual([null, undefined])
})

test('a notification is fetched, and a wish to cancel is known at once', () => {
  const fetch = { type: 'fetch', externalId: '405-1122334-5566778' }
  expect(read(fixture('notification'))).toMatchObject([
    { type: 'part', at: '2026-11-20T06:00:00.000Z', part: { type: 'cancel_requested' } },
    fetch,
  ])
  const change = 'Payload.OrderChangeNotification.OrderChangeType'
  const other = changed('notification', change, 'OrderStatusChange')
  expect(read(other)).toMatchObject([fetch])
  expect(read(`{"detail":${other}}`)).toMatchObject([fetch])
  expect(read('{"NotificationType":"FEED_PROCESSING_FINISHED"}')).toMatchObject([
    { type: 'ignored' },
  ])
  expect(amazon.recognise(message(other))).toEqual({ uid: 'A1SELLER77' })
  expect(amazon.deliveryKey?.(message(other))).toBe('n-1')
})

test('an order of v0 without its lines is fetched, and from the list only that', () => {
  const { order } = JSON.parse(fixture('order-v0')) as { order: { payload: unknown } }
  const page = JSON.stringify({ payload: { Orders: [order.payload] } })
  expect(read(page).map(({ type }) => type)).toEqual(['order', 'fetch'])
  const listed = { 'x-penstock-source': 'list' }
  expect(read(JSON.stringify(order.payload), listed).map(({ type }) => type)).toEqual(['fetch'])
})

test('an order of v0 for which Amazon has no lines is not asked for them again', () => {
  const fixed = JSON.parse(fixture('order-v0')) as { order: { payload: object } }
  const answers = (items: unknown, more: object = {}) => {
    const order = { payload: { ...fixed.order.payload, ...more } }
    return JSON.stringify({ order, items, address: null })
  }
  const empty = [{ payload: { AmazonOrderId: '1', OrderItems: [] } }]
  expect(read(answers(empty))).toMatchObject([
    { type: 'unclear', why: expect.stringContaining('had none') },
  ])
  const cancelled = answers(empty, { OrderStatus: 'Canceled' })
  expect(read(cancelled)).toMatchObject([{ type: 'order', order: { lifecycle: 'cancelled' } }])
  expect(read(answers(undefined)).map(({ type }) => type)).toEqual(['order', 'fetch'])
})

test.for<[headers: Record<string, string>, verdict: unknown]>([
  [{ 'x-api-key': 'new' }, { type: 'valid' }],
  [{ authorization: 'Bearer old' }, { type: 'valid' }],
  [{ 'x-api-key': 'older' }, { type: 'refused', reason: 'wrong' }],
  [{}, { type: 'refused', reason: 'missing' }],
])('a notification by HTTP with %j', ([headers, verdict]) => {
  const account = { secrets: ['new', 'old'], now: new Date(0) }
  expect(amazon.verify(message('{}', headers), account)).toEqual(verdict)
})

test('reading never throws', () => {
  const names = ['order', 'orders', 'payload', 'Orders', 'orderItems', 'OrderItems', 'proceeds']
  const keys = fc.constantFrom(...names, 'orderId', 'AmazonOrderId', 'createdTime', 'Payload')
  const tree = fc.letrec((tie) => ({
    value: fc.oneof(fc.jsonValue(), fc.dictionary(keys, tie('value')), fc.array(tie('value'))),
  })).value
  fc.assert(
    fc.property(tree, fc.boolean(), (value, isOrder) => {
      const body = isOrder
        ? { orderId: 'A', createdTime: '2026-11-20T04:00:00Z', ...(value as object) }
        : value
      expect(read(JSON.stringify(body)).length).toBeGreaterThan(0)
    }),
    { numRuns: 60 },
  )
})

/** In the words of the expected values. */
const published = (order: CanonicalOrder) => ({
  ...order,
  ...order.totals,
  updatedAt: order.externalUpdatedAt?.replace('.000Z', 'Z'),
  sellerOrderId: order.meta['sellerOrderId'] ?? null,
  shipTo: order.shippingAddresses[0]?.city,
  lines: order.lines.map((line) => ({
    ...line,
    quantity: Number(line.quantity),
    asin: line.channelProductId,
  })),
})

test.skipIf(!hasPayloads)('published payloads, where ../shared/payloads is there', () => {
  for (const [file, expected] of expectedOf('amazon')) {
    const orders = ordersOf(payloadText(file)).map(published)
    expect(orders, file).toMatchObject(Array.isArray(expected) ? expected : [expected])
  }
  expect(read(payloadText('amazon/07-notification-ORDER_CHANGE-buyer-cancel.json'))).toMatchObject([
    { type: 'part', externalId: '903-8868176-2219830' },
    { type: 'fetch' },
  ])
})
