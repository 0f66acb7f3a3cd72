import { afterEach, expect, test } from 'vitest'
import { type CanonicalOrder, findAdapter, type Message } from '#channels'
import { startWebsite } from '#simulators/website/website.ts'
import { clientFor, startReceiver } from './outside.ts'
import { ordersIn } from './truth.ts'

const adapter = findAdapter('website')!
const SECRET = 'the secret of our own shop'
const MINUTE_MS = 60_000

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function shop() {
  const startAt = new Date('2026-08-01T10:00:00Z')
  const simulator = await startWebsite({ seed: 4, rate: 0, startAt })
  const receiver = await startReceiver()
  const credentials = { ...simulator.credentials, webhookSecret: SECRET }
  const { client, outbound } = clientFor(adapter, simulator, credentials)
  await client.ensureWebhooks!(receiver.url)
  ends.push(
    () => simulator.stop(),
    () => receiver.stop(),
    () => outbound.close(),
  )
  const deliveries = async () => {
    await simulator.settled()
    return receiver.take()
  }
  const verdict = (message: Message, secrets = [SECRET]) =>
    adapter.verify(message, { secrets, now: simulator.clock.now() })
  const range = () => ({ from: startAt, to: new Date(+simulator.clock.now() + MINUTE_MS) })
  return { simulator, receiver, client, deliveries, verdict, range }
}

const asTruth = (order: CanonicalOrder) => ({
  ...{ externalId: order.externalId, number: order.number, isTest: order.isTest },
  ...{ lifecycle: order.lifecycle, currency: order.currency },
  grandTotalMinor: order.totals.grandTotalMinor,
  refundedMinor: order.totals.refundedMinor,
  fulfilledUnits: order.lines.reduce((sum, line) => sum + Number(line.fulfilledQuantity), 0),
  updatedAt: order.externalUpdatedAt,
})

test('the newest post of each order, and the list, are what is true', async () => {
  const { simulator, client, deliveries, verdict, range } = await shop()
  const ids = simulator.makeOrders(9)
  for (const id of ids.slice(0, 3)) simulator.changeOrder(id, 'refund')
  for (const id of ids.slice(2, 5)) simulator.changeOrder(id, 'fulfil')
  for (const id of ids.slice(5, 7)) simulator.changeOrder(id, 'cancel')
  for (const id of ids.slice(7)) simulator.changeOrder(id, 'edit')
  const messages = await deliveries()
  for (const message of messages) expect(verdict(message)).toEqual({ type: 'valid' })
  const newest = new Map<string, CanonicalOrder>()
  for (const order of messages.flatMap((message) => ordersIn(adapter, message))) {
    const known = newest.get(order.externalId)?.externalUpdatedAt ?? ''
    if (order.externalUpdatedAt! > known) newest.set(order.externalId, order)
  }
  const listed = (await client.listOrders(range(), null)).orders.flatMap((message) =>
    ordersIn(adapter, message),
  )
  expect([newest.size, listed.length]).toEqual([9, 9])
  for (const truth of simulator.orders()) {
    expect(truth).toMatchObject(asTruth(newest.get(truth.externalId)!))
    const [same] = listed.filter(({ externalId }) => externalId === truth.externalId)
    expect(truth).toMatchObject(asTruth(same!))
    expect(same?.flags).toEqual([])
  }
})

test('a post that was refused comes again, signed with the time of then', async () => {
  const { simulator, receiver, deliveries, verdict } = await shop()
  receiver.status = 500
  simulator.makeOrders(1)
  const [early] = await deliveries()
  receiver.status = 200
  await simulator.clock.advance(MINUTE_MS)
  const [again] = await deliveries()
  expect(String(again?.body)).toBe(String(early?.body))
  expect(adapter.deliveryKey!(again!)).toBe(adapter.deliveryKey!(early!))
  await simulator.clock.advance(5 * MINUTE_MS + 1_000)
  expect(verdict(again!)).toEqual({ type: 'refused', reason: 'too_old' })
})

test('a rotated secret is refused alone and taken with the one before', async () => {
  const { simulator, deliveries, verdict } = await shop()
  simulator.webhooks.rotate('new secret')
  simulator.faults.add({ on: 'webhook', kind: 'old_signature', count: 1 })
  simulator.makeOrders(2)
  const verdicts = (secrets: string[], messages: Message[]) =>
    messages.map((message) => verdict(message, secrets).type).toSorted()
  const messages = await deliveries()
  expect(verdicts(['new secret', SECRET], messages)).toEqual(['valid', 'valid'])
  expect(verdicts(['new secret'], messages)).toEqual(['refused', 'valid'])
})

test('stock and cancellations reach the shop, and a step that is too late is refused', async () => {
  const { simulator, client } = await shop()
  const sku = 'S'.repeat(250)
  const price = { pricesMinor: { INR: 100 }, grams: 1, quantity: 9 }
  simulator.addGoods([{ sku, title: 'Long', variantTitle: null, ...price }])
  const { listings } = await client.listListings!(null)
  // As in the lines of an order, so that they find each other.
  expect(listings.at(-1)!.sku).toBe(sku.slice(0, 200))
  const listing = { ...listings[0]!, extra: {} }
  await client.pushStock!([{ listing, quantity: 3, lastSeen: null }], 'k')
  expect(await client.readStock!([listing])).toEqual([3])
  const [id] = simulator.makeOrders(1)
  expect(await client.cancelOrder!(id!, 'asked', 'k')).toMatchObject({ type: 'done' })
  expect(simulator.orders()).toMatchObject([{ lifecycle: 'cancelled' }])
  const shipment = {
    ...{ externalId: id!, shipmentId: 's', carrier: null, trackingNumber: null },
    ...{ trackingUrl: null, at: simulator.clock.now(), lines: [] },
  }
  expect(await client.pushShipment!(shipment, 'k')).toMatchObject({ type: 'refused' })
})
