import { expect, test } from 'vitest'
import { AN_ORDER, customersStage } from './customers-stage.ts'

async function aShop() {
  const stage = await customersStage({ packer: ['shipping.manage'] })
  await stage.given.product('MUG', 100)
  return stage
}

const TWO_MUGS = { lines: [{ sku: 'MUG', quantity: 2 }] }
const ONE = { lines: [{ line: 1, quantity: 1 }] }

test('whoever has changed an order can change it further without reading it again', async () => {
  await using stage = await aShop()
  const { id } = await stage.order('owner', TWO_MUGS)
  let tag = '"1"'
  for (const [as, line, body] of [
    ['owner', `PATCH /orders/${id}`, { note: 'by the back door' }],
    ['owner', `PATCH /orders/${id}/status`, { status: 'CONFIRMED' }],
    ['owner', `POST /orders/${id}/holds`, { reason: 'risk', comment: 'Who is this?' }],
    ['owner', `DELETE /orders/${id}/holds/risk`],
    ['packer', `POST /orders/${id}/parcels`, ONE],
    ['owner', `POST /orders/${id}/cancellations`, { ...ONE, reason: 'broken' }],
    ['owner', `PUT /admin/orders/${id}/status`, { status: 'DELIVERED' }],
    ['owner', `POST /orders/${id}/returns`, { goods: 'scrap' }],
  ] as const) {
    const reply = await stage.call(as, line, body, { 'if-match': tag })
    expect([line, reply.status, reply.etag]).toEqual([line, 200, `"${reply.body.version}"`])
    expect([line, reply.etag]).not.toEqual([line, tag])
    tag = reply.etag!
  }
})

test('an order that is cancelled is answered with its version too', async () => {
  await using stage = await aShop()
  const { id } = await stage.order('owner', TWO_MUGS)
  const reply = await stage.call('owner', `PUT /orders/${id}/cancel`, { reason: 'too late' })
  expect(reply).toMatchObject({ status: 200, etag: '"2"', body: { version: 2 } })
})

test('an order is as young in the reply that places it as in every later one', async () => {
  await using stage = await aShop()
  const key = { 'idempotency-key': 'once' }
  const placed = await stage.call('owner', 'POST /orders', AN_ORDER, key)
  const { id, updatedAt } = placed.body
  const read = await stage.call('owner', `GET /orders/${id}`)
  const again = await stage.call('owner', 'POST /orders', AN_ORDER, key)
  const [event] = (await stage.call('owner', `GET /orders/${id}/events`)).body.events
  expect([placed.status, again.status]).toEqual([201, 200])
  expect(read.body.updatedAt).toBe(updatedAt)
  expect(again.body.updatedAt).toBe(updatedAt)
  expect(event.at).toBe(updatedAt)
  const then = await stage.call('owner', `GET /orders/${id}?at=${updatedAt}`)
  expect(then.body).toMatchObject({ id, version: 1, updatedAt })
})

test('why somebody took a step stands in the history, until whoever ordered is erased', async () => {
  await using stage = await aShop()
  const { id, customer } = await stage.order('owner')
  const goods = 'restock'
  for (const status of ['CONFIRMED', 'SHIPPED', 'DELIVERED', 'RETURNED']) {
    const body = { status, reason: `${status} for Asha`, ...(status === 'RETURNED' && { goods }) }
    const reply = await stage.call('owner', `PATCH /orders/${id}/status`, body)
    expect([status, reply.body.status]).toEqual([status, status])
  }
  const reasons = async () => {
    const { events } = (await stage.call('owner', `GET /orders/${id}/events`)).body
    return events.flatMap(({ data }: { data: { reason?: string } }) => data.reason ?? [])
  }
  expect(await reasons()).toEqual([
    ...['CONFIRMED for Asha', 'SHIPPED for Asha', 'DELIVERED for Asha', 'RETURNED for Asha'],
  ])
  await stage.call('owner', `POST /customers/${customer.id}/erasure`, {})
  await stage.runErasures()
  expect(await reasons()).toEqual(['erased', 'erased', 'erased', 'erased'])
})

test('a customer reads how the own order travels, and nobody else’s', async () => {
  await using stage = await aShop()
  const { id } = await stage.order('asha', TWO_MUGS)
  const parcels = (as: string) => stage.call(as, `GET /orders/${id}/parcels`)
  expect(await parcels('asha')).toMatchObject({ status: 200, body: { parcels: [] } })
  await stage.call('owner', `PATCH /orders/${id}/status`, { status: 'CONFIRMED' })
  const parcel = { carrier: 'Dart', trackingNumber: 'T-1', trackingUrl: 'https://dart.example/T-1' }
  await stage.call('packer', `POST /orders/${id}/parcels`, { ...ONE, ...parcel })
  await stage.call('packer', `POST /orders/${id}/parcels`, {})

  const untracked = { carrier: null, trackingNumber: null, trackingUrl: null }
  const sent = { sentAt: expect.stringMatching(/Z$/), ...ONE }
  const told = {
    parcels: [
      { ...sent, ...parcel },
      { ...sent, ...untracked },
    ],
  }
  for (const as of ['asha', 'owner']) expect((await parcels(as)).body).toEqual(told)
  expect(await parcels('ravi')).toMatchObject({ status: 404, body: { code: 'order_not_found' } })
  expect(await parcels('packer')).toMatchObject({ status: 403 })
})
