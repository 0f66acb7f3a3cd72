import { expect, test } from 'vitest'
import { anOrderAt, aParcel, sentMessages } from './sent-messages.ts'

const MUGS = { lines: [{ id: 11, quantity: 2 }] }
const CUP = { lines: [{ id: 12, quantity: 1 }] }

const UPDATE = 'fulfillments/update'
const arrived = { shipment_status: 'delivered' }
const onItsWay = { shipment_status: 'in_transit' }

/** Its carrier says how far a parcel is, and the order itself is not told again for that. */
test('an order is delivered once each of its parcels has arrived, whatever is heard first', async () => {
  await using shop = await sentMessages('shopify')
  const both = [aParcel(81, 2, MUGS), aParcel(82, 3, CUP), aParcel(83, 3, { status: 'cancelled' })]
  const order = anOrderAt(3, { fulfillment_status: 'fulfilled', fulfillments: both })
  await shop.send('orders/fulfilled', order)
  await shop.send(UPDATE, aParcel(81, 20, { ...MUGS, ...arrived }))
  await shop.send(UPDATE, aParcel(81, 10, { ...MUGS, ...onItsWay }))
  expect(await shop.order()).toMatchObject({ status: 'SHIPPED', fulfilment: 'shipped' })
  await shop.send(UPDATE, aParcel(82, 30, { ...CUP, ...arrived }))
  expect(await shop.order()).toMatchObject({ status: 'DELIVERED', fulfilment: 'delivered' })
  // The order as it was closed says so itself.
  const said = [aParcel(81, 20, { ...MUGS, ...arrived }), aParcel(82, 30, { ...CUP, ...arrived })]
  const closed = { fulfillment_status: 'fulfilled', closed_at: order.updated_at }
  await shop.send('orders/updated', anOrderAt(40, { ...closed, fulfillments: said }))
  expect(await shop.order()).toMatchObject({ status: 'DELIVERED' })
  expect(await shop.stock()).toEqual(['CUP 99 0', 'MUG 98 0'])
  expect(await shop.findings()).toEqual([])
})

test('what has arrived is no delivery of the rest that has not left', async () => {
  await using shop = await sentMessages('shopify')
  await shop.send('orders/create', anOrderAt(0))
  await shop.send('fulfillments/create', aParcel(81, 2, MUGS))
  await shop.send(UPDATE, aParcel(81, 20, { ...MUGS, ...arrived }))
  expect(await shop.order()).toMatchObject({ fulfilment: 'partly_shipped' })
  expect(await shop.stock()).toEqual(['CUP 100 1', 'MUG 98 0'])
  expect(await shop.findings()).toEqual([])
})
