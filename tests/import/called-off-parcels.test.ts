import { expect, test } from 'vitest'
import { takeStep } from '#orders'
import { anOrderAt, aParcel, sentMessages } from './sent-messages.ts'

const ALL_THERE = ['CUP 100 1', 'MUG 100 2']
const ALL_GONE = ['CUP 99 0', 'MUG 98 0']

const fulfilled = (minute: number, ...fulfillments: unknown[]) =>
  anOrderAt(minute, { fulfillment_status: 'fulfilled', fulfillments })

/** Its carrier had it already when somebody cancelled it in the shop. */
const calledOff = (minute: number, more = {}) =>
  aParcel(81, minute, { status: 'cancelled', shipment_status: 'in_transit', ...more })

test('a parcel that is cancelled at Shopify has not left, and its pieces can be sent again', async () => {
  await using shop = await sentMessages('shopify')
  await shop.send('orders/create', anOrderAt(0))
  await shop.send('fulfillments/create', aParcel(81, 2))
  await shop.send('orders/fulfilled', fulfilled(2, aParcel(81, 2)))
  expect(await shop.order()).toMatchObject({ status: 'SHIPPED', fulfilment: 'shipped' })
  expect(await shop.stock()).toEqual(ALL_GONE)

  await shop.send('orders/updated', anOrderAt(5, { fulfillments: [calledOff(5)] }))
  expect(await shop.order()).toMatchObject({ status: 'CONFIRMED', fulfilment: 'none' })
  expect(await shop.stock()).toEqual(ALL_THERE)
  // What is older, or is said again, changes nothing.
  await shop.send('fulfillments/update', aParcel(81, 3, { shipment_status: 'in_transit' }))
  await shop.send('orders/updated', anOrderAt(6, { note: 'x', fulfillments: [calledOff(5)] }))
  expect(await shop.stock()).toEqual(ALL_THERE)
  expect(await shop.findings()).toEqual([])

  await shop.send('orders/fulfilled', fulfilled(8, calledOff(5), aParcel(82, 8)))
  expect(await shop.order()).toMatchObject({ status: 'SHIPPED', fulfilment: 'shipped' })
  expect(await shop.stock()).toEqual(ALL_GONE)
  expect(await shop.findings()).toEqual([])
})

test('of two parcels only the one that was cancelled is back', async () => {
  await using shop = await sentMessages('shopify')
  const [first, second] = [
    { lines: [{ id: 11, quantity: 1 }] },
    { lines: [{ id: 12, quantity: 1 }] },
  ]
  const both = [aParcel(81, 2, first), aParcel(82, 3, second)]
  await shop.send(
    'orders/updated',
    anOrderAt(3, { fulfillment_status: 'partial', fulfillments: both }),
  )
  expect(await shop.lines()).toEqual(['MUG 1 0', 'CUP 1 0'])
  const left = { fulfillment_status: 'partial', fulfillments: [calledOff(5, first), both[1]] }
  await shop.send('orders/updated', anOrderAt(5, left))
  expect(await shop.lines()).toEqual(['MUG 0 0', 'CUP 1 0'])
  expect(await shop.stock()).toEqual(['CUP 99 0', 'MUG 100 2'])
  expect(await shop.findings()).toEqual([])
})

test('an order that is cancelled after its parcel was gives its pieces back, whatever was missed', async () => {
  await using shop = await sentMessages('shopify')
  await shop.send('orders/fulfilled', fulfilled(2, aParcel(81, 2)))
  const cancelled = { cancelled_at: '2026-01-15T10:06:00Z', fulfillment_status: 'restocked' }
  await shop.send('orders/cancelled', anOrderAt(6, { ...cancelled, fulfillments: [calledOff(5)] }))
  expect(await shop.order()).toMatchObject({ status: 'CANCELLED' })
  expect(await shop.stock()).toEqual(['CUP 100 0', 'MUG 100 0'])
  expect(await shop.findings()).toEqual([])
})

test('what people here have sent has left, whatever becomes of its parcel there', async () => {
  await using shop = await sentMessages('shopify')
  await shop.send('orders/create', anOrderAt(0))
  const { id: orderId } = await shop.order()
  await takeStep(shop.ctx, { orderId, step: { type: 'ship', lines: [{ line: 1, quantity: 2 }] } })
  // Shopify was told of it, and has sent the cup itself.
  await shop.send('orders/fulfilled', fulfilled(3, aParcel(81, 3)))
  expect(await shop.lines()).toEqual(['MUG 2 0', 'CUP 1 0'])
  await shop.send('orders/updated', anOrderAt(5, { fulfillments: [calledOff(5)] }))
  expect(await shop.lines()).toEqual(['MUG 2 0', 'CUP 0 0'])
  expect(await shop.stock()).toEqual(['CUP 100 1', 'MUG 98 0'])
  expect(await shop.findings()).toEqual([])
})

test('what came back to us stays so when its parcel is cancelled there', async () => {
  await using shop = await sentMessages('shopify')
  await shop.send('orders/fulfilled', fulfilled(2, aParcel(81, 2)))
  const { id: orderId } = await shop.order()
  const lines = [{ line: 1, quantity: 1 }]
  await takeStep(shop.ctx, { orderId, step: { type: 'take_back', goods: 'restock', lines } })
  await shop.send('orders/updated', anOrderAt(5, { fulfillments: [calledOff(5)] }))
  expect(await shop.lines()).toEqual(['MUG 1 0', 'CUP 0 0'])
  expect(await shop.stock()).toEqual(['CUP 100 1', 'MUG 100 1'])
  expect(await shop.findings()).toEqual([])
})

test('a parcel that was cancelled before the order was heard of is nothing to undo', async () => {
  await using shop = await sentMessages('shopify')
  await shop.send('orders/updated', anOrderAt(5, { fulfillments: [calledOff(5)] }))
  expect(await shop.stock()).toEqual(ALL_THERE)
  const sent = fulfilled(8, calledOff(5), aParcel(82, 8))
  await shop.send('orders/fulfilled', sent)
  await shop.send('orders/updated', { ...sent, updated_at: '2026-01-15T10:09:00Z', note: 'x' })
  expect(await shop.stock()).toEqual(ALL_GONE)
  expect(await shop.findings()).toEqual([])
})
