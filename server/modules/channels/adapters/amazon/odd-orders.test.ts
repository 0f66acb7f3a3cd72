import { expect, test } from 'vitest'
import { amazon } from './index.ts'

const read = (body: unknown) =>
  amazon.read({ headers: {}, body: Buffer.from(JSON.stringify(body)) })

const eur = (amount: string) => ({ CurrencyCode: 'EUR', Amount: amount })

const order = (changes: object = {}) => ({
  ...{ AmazonOrderId: '405-7001122-3344556', PurchaseDate: '2026-11-20T04:00:00Z' },
  ...{ OrderStatus: 'Unshipped', FulfillmentChannel: 'MFN', OrderTotal: eur('24.00') },
  ShippingAddress: { Name: 'Ida Berg', AddressLine1: 'Hafenweg 2', City: 'Bremen' },
  ...changes,
})

const item = (changes: object = {}) => ({
  ...{ OrderItemId: '9001', SellerSKU: 'JUG', Title: 'Jug', QuantityOrdered: 2 },
  ItemPrice: eur('24.00'),
  ...changes,
})

test.for<[where: string, body: unknown]>([
  ['in the order', { ...order(), OrderItems: [item()] }],
  ['in the order, as other programs name them', { ...order(), items: [item()] }],
  ['in the order of an answer', { payload: { ...order(), orderItems: [item()] } }],
  ['beside the order', { order: order(), order_items: [item()] }],
  ['beside an order in capitals', { Order: order(), OrderItems: [item()] }],
  ['as one answer', { order: { payload: order() }, items: { payload: { OrderItems: [item()] } } }],
  ['as XML had them, one alone', { ...order(), OrderItems: { OrderItem: item() } }],
])('lines %s are found, and not asked for', ([, body]) => {
  expect(read(body)).toMatchObject([
    {
      type: 'order',
      order: {
        ...{ externalId: '405-7001122-3344556', totals: { itemsMinor: 2_400 } },
        lines: [{ externalLineId: '9001', sku: 'JUG', quantity: '2', unitPriceMinor: 1_200 }],
      },
    },
  ])
})

test('an order of 2026-01-01 within an answer of the older kind is one', () => {
  const body = { orderId: '405-1', createdTime: '2026-11-20T04:00:00Z', orderItems: [] }
  const found = [{ type: 'order', order: { externalId: '405-1' } }]
  expect(read({ payload: { order: body } })).toMatchObject(found)
  expect(read({ payload: { orders: [body] } })).toMatchObject(found)
})

test('what the queue hands over may be passed on as it is, one message at a time', () => {
  const change = { SellerId: 'A1', AmazonOrderId: '405-2' }
  const sent = (type: string, name: string) => ({
    NotificationType: type,
    Payload: { [name]: change },
  })
  const plain = sent('ORDER_CHANGE', 'OrderChangeNotification')
  for (const body of [
    { MessageId: 'm', ReceiptHandle: 'r', Body: JSON.stringify(plain) },
    { messageId: 'm', receiptHandle: 'r', body: JSON.stringify(plain) },
    sent('ORDER_STATUS_CHANGE', 'OrderStatusChangeNotification'),
    sent('MFN_ORDER_STATUS_CHANGE', 'MFNOrderStatusChangeNotification'),
  ]) {
    expect(read(body)).toMatchObject([{ type: 'fetch', externalId: '405-2' }])
    const message = { headers: {}, body: Buffer.from(JSON.stringify(body)) }
    expect(amazon.recognise(message)).toEqual({ uid: 'A1' })
  }
})

test('an order of v0 that its buyer picks up in the store needs no address', () => {
  const body = order({ IsISPU: true, ShippingAddress: undefined, OrderItems: [item()] })
  expect(read(body)).toMatchObject([{ order: { pickup: { title: 'In-store pickup' }, flags: [] } }])
})

test.for<[status: string, carried: string | null, expected: string]>([
  ['Shipped', 'Delivered', 'delivered'],
  ['Shipped', 'ReturnedToSeller', 'returned'],
  ['Shipped', 'OutForDelivery', 'fulfilled'],
  ['Shipped', null, 'fulfilled'],
  ['Unshipped', 'Delivered', 'unfulfilled'],
])('%s, and by Easy Ship %s, is %s', ([OrderStatus, EasyShipShipmentStatus, expected]) => {
  const body = order({ OrderStatus, EasyShipShipmentStatus, OrderItems: [item()] })
  expect(read(body)).toMatchObject([{ order: { fulfillmentStatus: expected } }])
})

test.for<[where: string, beside: object]>([
  ['as an answer', { address: { payload: { ShippingAddress: { AddressLine1: 'Kai 7' } } } }],
  ['as what an answer holds', { address: { ShippingAddress: { AddressLine1: 'Kai 7' } } }],
  ['alone', { ShippingAddress: { AddressLine1: 'Kai 7' } }],
])('an address beside an order that tells the town alone counts: %s', ([, beside]) => {
  const body = { order: order({ ShippingAddress: { City: 'Kiel' } }), items: [item()], ...beside }
  expect(read(body)).toMatchObject([
    { order: { shippingAddresses: [{ line1: 'Kai 7' }], flags: [] } },
  ])
})

test.for<[status: string, carried: string | undefined, payment: string]>([
  ['Unshipped', undefined, 'cod_pending'],
  ['PartiallyShipped', undefined, 'cod_pending'],
  ['Shipped', undefined, 'cod_pending'],
  ['Shipped', 'OutForDelivery', 'cod_pending'],
  ['Shipped', 'Delivered', 'paid'],
  // Refused at the door: nobody has paid anything.
  ['Shipped', 'ReturnedToSeller', 'voided'],
  ['Canceled', undefined, 'voided'],
])('cash on delivery that is %s, and by Easy Ship %s, is %s', ([OrderStatus, carried, payment]) => {
  for (const paid of [{ PaymentMethod: 'COD' }, { PaymentMethodDetails: ['CashOnDelivery'] }]) {
    const said = { ...paid, OrderStatus, EasyShipShipmentStatus: carried }
    const [reading] = read(order({ ...said, OrderItems: [item()] }))
    expect(reading).toMatchObject({ order: { paymentStatus: payment } })
  }
})

test('of an order that a gift card pays in part, the rest is taken at the door', () => {
  const ways = [
    { Payment: eur('19.00'), PaymentMethod: 'COD' },
    { Payment: eur('5.00'), PaymentMethod: 'GC' },
  ]
  const owed = (PaymentExecutionDetail: unknown) =>
    read(order({ PaymentMethod: 'COD', PaymentExecutionDetail, OrderItems: [item()] }))
  const totals = { grandTotalMinor: 2_400 }
  expect(owed(ways)).toMatchObject([
    { order: { paymentStatus: 'cod_pending', totals: { ...totals, outstandingMinor: 1_900 } } },
  ])
  for (const unclear of [undefined, [], [{ PaymentMethod: 'COD' }]]) {
    expect(owed(unclear)).toMatchObject([
      { order: { totals: { ...totals, outstandingMinor: null } } },
    ])
  }
})

const parcel = (status: string, detailedStatus?: string) => ({
  ...{ packageReferenceId: '1', packageStatus: { status, detailedStatus } },
})
const back = parcel('UNDELIVERABLE', 'RETURNED_TO_SELLER')

test.for<[what: string, packages: object[], fulfillment: string, payment: string]>([
  ['came back', [back], 'returned', 'voided'],
  ['came back beside a label that was not used', [parcel('CANCELLED'), back], 'returned', 'voided'],
  [
    'is on its way back',
    [parcel('UNDELIVERABLE', 'RETURNING_TO_SELLER')],
    ...(['fulfilled', 'cod_pending'] as const),
  ],
  ['came back in part', [back, parcel('DELIVERED')], 'fulfilled', 'cod_pending'],
  ['was handed over', [parcel('DELIVERED', 'DELIVERED')], 'delivered', 'paid'],
  ['is nowhere yet', [], 'fulfilled', 'cod_pending'],
])('what is to be paid at the door and %s', ([, packages, fulfillmentStatus, paymentStatus]) => {
  const body = {
    ...{ orderId: '405-7', createdTime: '2026-11-20T04:00:00Z', packages },
    fulfillment: { fulfillmentStatus: 'SHIPPED', fulfilledBy: 'MERCHANT' },
    payment: { paymentExecutions: [{ paymentMethod: 'CashOnDelivery' }] },
    orderItems: [{ orderItemId: '1', quantityOrdered: 1, product: { sellerSku: 'JUG' } }],
  }
  expect(read({ order: body })).toMatchObject([{ order: { fulfillmentStatus, paymentStatus } }])
})

test('an address of Brazil is whole by its parts, whichever generation writes them', () => {
  const parts = { streetName: 'Rua das Flores', streetNumber: '123', neighborhood: 'Vila Nova' }
  const whole = { ...parts, complement: 'Ap 45' }
  const capital = (fields: object) =>
    Object.fromEntries(
      Object.entries(fields).map(([k, v]) => [k[0]!.toUpperCase() + k.slice(1), v]),
    )
  const town = { City: 'Recife', CountryCode: 'BR' }
  const found = (address: object) =>
    read({ ...order({ ShippingAddress: address }), OrderItems: [item()] })
  const expected = { line1: 'Rua das Flores, 123', line2: 'Ap 45', district: 'Vila Nova' }
  expect(found({ ...town, ExtendedFields: capital(whole) })).toMatchObject([
    { order: { shippingAddresses: [{ ...expected, city: 'Recife' }], flags: [] } },
  ])
  const line = { AddressLine1: 'Rua das Flores 123', ExtendedFields: capital(whole) }
  expect(found({ ...town, ...line })).toMatchObject([
    { order: { shippingAddresses: [{ line1: 'Rua das Flores 123', line2: null }] } },
  ])
  const today = { orderId: '701-1', createdTime: '2026-11-20T04:00:00Z', orderItems: [] }
  const recipient = { deliveryAddress: { city: 'Recife', extendedFields: whole } }
  expect(read({ order: { ...today, recipient } })).toMatchObject([
    { order: { shippingAddresses: [expected] } },
  ])
})
