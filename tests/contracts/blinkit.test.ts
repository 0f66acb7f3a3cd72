import { afterEach, expect, test } from 'vitest'
import { type CanonicalOrder, findAdapter, type Message } from '#channels'
import { startBlinkit } from '#simulators/blinkit/blinkit.ts'
import { clientFor, startReceiver } from './outside.ts'
import { orderIn, ordersIn } from './truth.ts'

const adapter = findAdapter('blinkit')!
const SECRET = 'a key that both sides know'
const MINUTE_MS = 60_000

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function accountOf(mode: 'vendor' | 'marketplace') {
  const startAt = new Date('2026-08-01T10:00:00Z')
  const simulator = await startBlinkit({ mode, seed: 8, rate: 0, startAt })
  const receiver = await startReceiver()
  const credentials = {
    ...{ ...simulator.credentials, webhookSecret: SECRET },
    ...{ supplierName: 'Penstock Foods', supplierAddress: 'Unit 4, Noida' },
  }
  const { client, outbound } = clientFor(adapter, simulator, credentials, '4411', { mode })
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
    adapter.verify(message, { secrets, now: simulator.clock.now() }).type
  const fetched = async (id: string) => orderIn(adapter, await client.fetchOrder(id))
  const range = () => ({ from: startAt, to: new Date(+simulator.clock.now() + MINUTE_MS) })
  return { simulator, receiver, client, deliveries, verdict, fetched, range }
}

const asTruth = (order: CanonicalOrder) => ({
  ...{ externalId: order.externalId, number: order.number, currency: order.currency },
  lifecycle: order.lifecycle,
  grandTotalMinor: order.totals.grandTotalMinor,
})

test('purchase orders come whole, with the key, and add up', async () => {
  const { simulator, receiver, client, deliveries, verdict } = await accountOf('vendor')
  simulator.register(receiver.url, SECRET)
  simulator.makeOrders(60)
  const messages = await deliveries()
  expect(messages).toHaveLength(60)
  expect(new Set(messages.map((message) => verdict(message)))).toEqual(new Set(['valid']))
  expect(verdict(messages[0]!, ['another key'])).toBe('refused')
  const orders = messages.flatMap((message) => ordersIn(adapter, message))
  const truths = new Map(simulator.orders().map((truth) => [truth.externalId, truth]))
  for (const order of orders) expect(truths.get(order.externalId)).toMatchObject(asTruth(order))
  expect(orders.flatMap(({ flags }) => flags)).toContain('other_legal_buyer:HYPERPURE')
  expect(orders.flatMap(({ flags }) => flags)).not.toContain('total_amount_mismatch')
  expect(client.hasNoList).toBe(true)
  await expect(client.listOrders({ from: new Date(0), to: new Date(1) }, null)).rejects.toThrow(
    'no list',
  )
})

test('a purchase order is accepted and shipped once; a cancellation reaches the same order', async () => {
  const { simulator, receiver, client, deliveries } = await accountOf('vendor')
  simulator.register(receiver.url, SECRET)
  const [sentId, cancelledId] = simulator.makeOrders(2)
  const orders = (await deliveries()).flatMap((message) => ordersIn(adapter, message))
  const sent = orders.find(({ externalId }) => externalId === sentId)!
  expect(await client.acknowledgeOrder!(sentId!, true, 'k')).toMatchObject({ type: 'done' })
  expect(await client.acknowledgeOrder!('404', true, 'k')).toMatchObject({ type: 'refused' })
  const shipment = {
    ...{ externalId: sentId!, shipmentId: 'INV-1', carrier: null, trackingNumber: null },
    ...{ trackingUrl: null, at: simulator.clock.now(), order: sent },
    lines: sent.lines.map(({ externalLineId, quantity }) => {
      return { externalLineId, quantity: Number(quantity) }
    }),
  }
  const first = await client.pushShipment!(shipment, 'k')
  expect(first).toMatchObject({ type: 'done', reference: expect.any(String) })
  expect(await client.pushShipment!(shipment, 'k')).toEqual(first)
  const [notice] = simulator.ledger.entries({ type: 'shipment' })
  expect(notice!.details).toMatchObject({
    items: sent.lines.map(({ unitPriceMinor }) => ({
      unit_basic_price: unitPriceMinor! / 100,
      tax_distribution: { cgst_percentage: expect.any(Number) },
    })),
  })
  const [truth] = simulator.orders().filter(({ externalId }) => externalId === sentId)
  expect(truth?.fulfilledUnits).toBe(truth?.activeUnits)

  expect(simulator.changeOrder(cancelledId!, 'cancel')).toBe(true)
  const [cancellation] = await deliveries()
  expect(adapter.read(cancellation!)).toMatchObject([
    { type: 'part', externalId: cancelledId, part: { type: 'cancelled' } },
  ])
})

test('an order of the marketplace is a hint; who accepts in time keeps it', async () => {
  const account = await accountOf('marketplace')
  const { simulator, receiver, client, deliveries, verdict, fetched } = account
  await client.ensureWebhooks!(receiver.url)
  const [kept, lost] = simulator.makeOrders(2)
  const [message] = await deliveries()
  expect(verdict(message!)).toBe('valid')
  expect(verdict({ ...message!, body: Buffer.from(`${String(message!.body)} `) })).toBe('refused')
  expect(adapter.read(message!)).toMatchObject([{ type: 'fetch' }])
  const order = await fetched(kept!)
  expect(order.acceptBy).toBe('2026-08-01T10:11:30.000Z')
  expect(await client.acknowledgeOrder!(kept!, true, 'k')).toMatchObject({ type: 'done' })
  expect(await client.acknowledgeOrder!(kept!, true, 'k')).toMatchObject({ type: 'done' })

  await simulator.clock.advance(12 * MINUTE_MS)
  expect(await fetched(lost!)).toMatchObject({ lifecycle: 'cancelled', acceptBy: null })
  expect(await fetched(kept!)).toMatchObject({ lifecycle: 'open', acceptBy: null })
  const late = await client.acknowledgeOrder!(lost!, true, 'k')
  expect(late).toMatchObject({ type: 'refused', why: expect.stringContaining('EXPIRED') })
})

test('what the events missed is in the list, and a refused event comes again', async () => {
  const account = await accountOf('marketplace')
  const { simulator, receiver, client, deliveries, range } = account
  await client.ensureWebhooks!(receiver.url)
  receiver.status = 503
  simulator.makeOrders(3)
  expect(await deliveries()).toHaveLength(3)
  receiver.status = 200
  await simulator.clock.advance(2_000)
  expect(await deliveries()).toHaveLength(3)
  const page = await client.listOrders(range(), null)
  expect(page.next).toBeNull()
  const orders = page.orders.flatMap((message) => ordersIn(adapter, message))
  const truths = new Map(simulator.orders().map((truth) => [truth.externalId, truth]))
  expect(orders).toHaveLength(3)
  for (const order of orders) expect(truths.get(order.externalId)).toMatchObject(asTruth(order))
})

test('stock is set and read back; an unknown SKU is refused by itself', async () => {
  const { simulator, client } = await accountOf('marketplace')
  const { listings } = await client.listListings!(null)
  const known = { ...listings[0]!, extra: {} }
  const items = [known, { ...known, sku: 'NONE' }].map((listing) => {
    return { listing, quantity: 4, lastSeen: null }
  })
  expect(await client.pushStock!(items, 'k')).toMatchObject([
    { type: 'done' },
    { type: 'refused', why: expect.stringContaining('UNKNOWN_SKU') },
  ])
  expect(await client.readStock!(items.map(({ listing }) => listing))).toEqual([4, null])
  expect(simulator.ledger.entries({ type: 'stock' })).toHaveLength(1)
})
