import { afterEach, expect, test } from 'vitest'
import { type CanonicalOrder, findAdapter, type Range } from '#channels'
import { startAll } from '#simulators/all.ts'
import { type AmazonOptions, startAmazon } from '#simulators/amazon/amazon.ts'
import type { StoredListing } from '../../server/modules/channels/adapter.ts'
import { clientFor } from './outside.ts'
import { orderIn, ordersIn } from './truth.ts'

const adapter = findAdapter('amazon')!
const MINUTE_MS = 60_000
const START = new Date('2026-08-01T10:00:00Z')

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function sellerWith(options: Partial<AmazonOptions> = {}, settings = {}) {
  const shares = { pending: 0, afn: 0 }
  const simulator = await startAmazon({ seed: 3, rate: 0, startAt: START, shares, ...options })
  const { sellerId, credentials, clock } = simulator
  const connect = (given = credentials) => clientFor(adapter, simulator, given, sellerId, settings)
  const { client, outbound } = connect()
  ends.push(
    () => simulator.stop(),
    () => outbound.close(),
  )
  const range = (): Range => ({ from: START, to: clock.now() })
  const fetched = async (id: string) => orderIn(adapter, await client.fetchOrder(id))
  return { simulator, client, clock, connect, range, fetched }
}

const asTruth = (order: CanonicalOrder) => ({
  externalId: order.externalId,
  lifecycle: order.lifecycle,
  currency: order.currency,
  grandTotalMinor: order.totals.grandTotalMinor,
  fulfilledUnits: order.lines.reduce((sum, line) => sum + Number(line.fulfilledQuantity), 0),
  updatedAt: order.externalUpdatedAt,
})

test.for(['2026-01-01', 'v0'])('orders of %s are what is true', async (mode) => {
  const shares = { pending: 0.3, afn: 0.2 }
  const seller = await sellerWith({ shares }, { mode })
  const ids = seller.simulator.makeOrders(8)
  seller.simulator.changeOrder(ids[0]!, 'cancel')
  seller.simulator.changeOrder(ids[1]!, 'fulfil')
  for (const id of ids) {
    const order = await seller.fetched(id)
    const truth = seller.simulator.orders().find(({ externalId }) => externalId === id)!
    expect(truth).toMatchObject(asTruth(order))
    expect(order.flags.filter((flag) => flag.startsWith('totals'))).toEqual([])
    expect(order.shippingAddresses).toHaveLength(order.lifecycle === 'pending' ? 0 : 1)
  }
  expect(await seller.client.fetchOrder('no-such-order')).toBeUndefined()
})

test.for(['2026-01-01', 'v0'])(
  'cash at the door is to collect in %s until it is handed over',
  async (mode) => {
    const shares = { pending: 0, afn: 0, cash: 1 }
    const { simulator, fetched } = await sellerWith({ shares }, { mode })
    const [id] = simulator.makeOrders(1) as [string]
    const owed = (await fetched(id)).totals.grandTotalMinor
    const said = async () => {
      const { paymentStatus, fulfillmentStatus, totals } = await fetched(id)
      return [paymentStatus, fulfillmentStatus, totals.outstandingMinor]
    }
    expect(await said()).toEqual(['cod_pending', 'unfulfilled', owed])
    simulator.changeOrder(id, 'fulfil')
    expect(await said()).toEqual(['cod_pending', 'fulfilled', owed])
    simulator.changeOrder(id, 'pay')
    expect(await said()).toEqual(['paid', 'delivered', owed])
  },
)

test('a pending order gets its total when it is paid', async () => {
  const { simulator, clock, fetched } = await sellerWith({ shares: { pending: 1, afn: 0 } })
  const [id] = simulator.makeOrders(1)
  expect(await fetched(id!)).toMatchObject({ currency: null, flags: expect.any(Array) })
  expect((await fetched(id!)).flags).toContain('total_unknown_yet')
  await clock.advance(31 * MINUTE_MS)
  expect(await fetched(id!)).toMatchObject({ currency: 'INR', lifecycle: 'open', flags: [] })
})

test('the list overlaps its pages, lags two minutes, and says how far it is whole', async () => {
  const { simulator, client, clock, range } = await sellerWith()
  const ids = simulator.makeOrders(130)
  const early = await client.listOrders(range(), null)
  expect(early).toMatchObject({ orders: [], next: null, through: START })

  await clock.advance(5 * MINUTE_MS)
  const first = await client.listOrders(range(), null)
  expect([first.orders.length, first.through]).toEqual([100, START])
  const second = await client.listOrders(range(), first.next)
  expect(second.next).toBeNull()
  expect(second.through).toEqual(new Date(+START + 3 * MINUTE_MS))
  const seen = [...first.orders, ...second.orders].flatMap((message) => ordersIn(adapter, message))
  expect(seen).toHaveLength(131)
  expect(new Set(seen.map(({ externalId }) => externalId))).toEqual(new Set(ids))
})

test('one call of the list in three minutes, after twenty; then the wait is told', async () => {
  const { client, clock, range } = await sellerWith()
  await clock.advance(10 * MINUTE_MS)
  const list = () => client.listOrders(range(), null)
  for (let n = 0; n < 20; n++) await list()
  await expect(list()).rejects.toMatchObject({ kind: 'again', retryAfterS: 179 })
  await clock.advance(3 * MINUTE_MS)
  expect((await list()).next).toBeNull()
})

test('a token is made once, kept for 55 minutes, and again when it ended early', async () => {
  const { simulator, client, clock, connect } = await sellerWith()
  const [id] = simulator.makeOrders(1)
  simulator.faults.add({ on: 'request', kind: 'html', match: '/auth/o2/token', count: 1 })
  await Promise.all([client.fetchOrder(id!), client.fetchOrder(id!), client.fetchOrder(id!)])
  await clock.advance(54 * MINUTE_MS)
  simulator.faults.add({ on: 'request', kind: 'server_error', match: '/auth/o2/token' })
  expect(await client.fetchOrder(id!)).toBeDefined()
  simulator.faults.clear()
  simulator.endTokens()
  expect(await client.fetchOrder(id!)).toBeDefined()
  await clock.advance(61 * MINUTE_MS)
  expect(await client.fetchOrder(id!)).toBeDefined()

  const wrong = connect({ ...simulator.credentials, clientSecret: 'old' })
  ends.push(() => wrong.outbound.close())
  await expect(wrong.client.fetchOrder(id!)).rejects.toMatchObject({ kind: 'credentials' })
})

test('a queue in AWS is asked with the signature of its user, and believes no other', async () => {
  const { simulator, client, connect } = await sellerWith()
  simulator.makeOrders(1)
  for (const change of [
    { queueSecretKey: 'old' },
    { queueAccessKeyId: 'AKIAOTHER' },
    { queueSecretKey: '' },
  ]) {
    const other = connect({ ...simulator.credentials, ...change })
    ends.push(() => other.outbound.close())
    await expect(other.client.receiveMessages!()).rejects.toMatchObject({ kind: 'credentials' })
  }
  expect((await client.receiveMessages!()).messages).toHaveLength(1)
})

test('the queue is asked the same way when all platforms stand behind one address', async () => {
  const all = await startAll({ port: 0, seed: 3, rate: 0, everyMs: 0 })
  ends.push(() => all.stop())
  const { simulators } = (await (await fetch(all.url)).json()) as {
    simulators: { name: string; account: { uid: string; credentials: Record<string, string> } }[]
  }
  const { account } = simulators.find(({ name }) => name === 'amazon')!
  const simulator = all.simulators.get('amazon')!
  const { client, outbound } = clientFor(adapter, simulator, account.credentials, account.uid)
  ends.push(() => outbound.close())
  simulator.makeOrders(1)
  expect((await client.receiveMessages!()).messages).toHaveLength(1)
})

test('notifications wait in the queue until they are committed', async () => {
  const { simulator, client, clock } = await sellerWith()
  const [id] = simulator.makeOrders(1)
  simulator.changeOrder(id!, 'request_cancel')
  const taken = await client.receiveMessages!()
  const readings = taken.messages.flatMap((message) => adapter.read(message))
  expect(readings.filter(({ type }) => type === 'fetch')).toHaveLength(2)
  expect(readings).toContainEqual(
    expect.objectContaining({ type: 'part', part: expect.anything(), externalId: id }),
  )
  expect(adapter.recognise(taken.messages[0]!)).toEqual({ uid: simulator.sellerId })
  expect((await client.receiveMessages!()).messages).toEqual([])
  await clock.advance(MINUTE_MS)
  const again = await client.receiveMessages!()
  expect(again.messages).toHaveLength(2)
  await again.done()
  expect(simulator.queued()).toBe(0)
})

test('stock that is accepted is seen later, with its lead time; what is invalid is refused', async () => {
  const { client, clock, simulator } = await sellerWith()
  const { listings } = await client.listListings!(null)
  const listing = { ...listings[0]!, extra: listings[0]!.extra ?? {} }
  expect(listing.details).toEqual({
    ...{ productTitle: 'Malabar T-Shirt', variantTitle: null, barcode: '890123000000' },
    price: { priceMinor: 81_600, currency: 'INR' },
  })
  const missing = { ...listing, sku: 'NO SUCH/SKU' }
  const push = (quantity: number) =>
    client.pushStock!(
      [listing, missing].map((one) => ({ listing: one, quantity, lastSeen: null })),
      'key',
    )
  const results = await push(7)
  expect(results).toMatchObject([{ type: 'submitted' }, { type: 'refused' }])
  const odd = { ...listing, sku: 'TEE,RED' }
  expect(await client.readStock!([listing, missing, odd])).toEqual([100, null, null])
  await clock.advance(10_000)
  expect(await client.readStock!([listing])).toEqual([7])
  expect((await client.listListings!(null)).listings[0]?.extra).toEqual(listing.extra)
  expect((await push(-1))[0]).toMatchObject({ type: 'refused', why: expect.any(String) })
  expect(simulator.stock()[listing.sku!]).toBe(7)
})

test('a shop of more than one search leads through is listed whole, and read by few calls', async () => {
  const cup = { title: 'Cup', variantTitle: null, grams: 90, pricesMinor: { INR: 100 } }
  const goods = Array.from({ length: 1_045 }, (_, n) => ({ ...cup, sku: `SKU-${n}`, quantity: n }))
  const { client, clock } = await sellerWith({ goods })
  const listed = new Map<string, StoredListing>()
  let calls = 0
  for (let page: string | null = null; calls === 0 || page !== null; calls++) {
    const { listings, next } = await client.listListings!(page)
    for (const one of listings) listed.set(one.sku!, { ...one, extra: one.extra ?? {} })
    page = next
    await clock.advance(200) // Five calls a second are allowed.
  }
  expect([listed.size, calls]).toEqual([1_045, 53])
  await clock.advance(5_000)
  const some = Array.from({ length: 95 }, (_, n) => listed.get(`SKU-${n}`)!)
  expect(await client.readStock!(some)).toEqual(some.map((_, n) => n))
})

test('many listings go as one feed, whose report says which of them were refused', async () => {
  const { client, clock, simulator } = await sellerWith()
  const { listings } = await client.listListings!(null)
  const items = listings.slice(0, 6).map((listing, index) => ({
    listing: { ...listing, extra: listing.extra ?? {}, ...(index === 3 && { sku: 'GONE' }) },
    ...{ quantity: index, lastSeen: null },
  }))
  const pushed = await client.pushStock!(items, 'key')
  const references = pushed.map((one) => (one.type === 'submitted' ? one.reference! : ''))
  expect(await client.checkPush!(references[0]!)).toMatchObject({ type: 'submitted' })
  await clock.advance(2 * MINUTE_MS)
  const results = await Promise.all(references.map((one) => client.checkPush!(one)))
  expect(results.map(({ type }) => type)).toEqual([
    ...['done', 'done', 'done'],
    ...['refused', 'done', 'done'],
  ])
  expect(simulator.stock()[listings[5]!.sku!]).toBe(5)
})

test('a parcel is confirmed once, also when the answer was lost', async () => {
  const { client, simulator, fetched } = await sellerWith()
  const [id] = simulator.makeOrders(1)
  const { lines } = await fetched(id!)
  const shipment = {
    ...{ externalId: id!, shipmentId: 'parcel-1', carrier: 'delhivery', trackingNumber: 'T1' },
    ...{ trackingUrl: null, at: new Date(+START + MINUTE_MS) },
    lines: lines.map(({ externalLineId, quantity }) => {
      return { externalLineId, quantity: Number(quantity) }
    }),
  }
  simulator.faults.add({ on: 'request', kind: 'cut_after', match: 'Confirmation', count: 1 })
  expect(await client.pushShipment!(shipment, 'key')).toMatchObject({ type: 'done' })
  expect(await client.pushShipment!(shipment, 'key')).toMatchObject({ type: 'done' })
  expect(simulator.ledger.entries({ type: 'shipment' })).toHaveLength(1)
  expect(await fetched(id!)).toMatchObject({ fulfillmentStatus: 'fulfilled' })
  const tooEarly = { ...shipment, shipmentId: 'parcel-2', at: new Date(0) }
  expect(await client.pushShipment!(tooEarly, 'key')).toMatchObject({ type: 'refused' })
})

test('cancellations are feeds, and their reports decide', async () => {
  const { client, clock, simulator, fetched } = await sellerWith()
  const [paid, sent] = simulator.makeOrders(2)
  simulator.changeOrder(sent!, 'fulfil')
  const pushed = [
    await client.cancelOrder!(paid!, 'out of stock', 'a'),
    await client.cancelOrder!(sent!, 'too late', 'b'),
  ]
  await clock.advance(2 * MINUTE_MS)
  const types: string[] = []
  for (const one of pushed) {
    const reference = one.type === 'submitted' ? one.reference! : ''
    types.push((await client.checkPush!(reference)).type)
  }
  expect(types).toEqual(['done', 'refused'])
  expect(await fetched(paid!)).toMatchObject({ lifecycle: 'cancelled' })
})

test('from the day on which v0 ends, its calls fail and are not tried for ever', async () => {
  const { client, simulator, range } = await sellerWith(
    { startAt: new Date('2027-03-28T00:00:00Z') },
    { mode: 'v0' },
  )
  const [id] = simulator.makeOrders(1)
  await expect(client.fetchOrder(id!)).rejects.toMatchObject({ kind: 'rejected' })
  await expect(client.listOrders(range(), null)).rejects.toMatchObject({ kind: 'rejected' })
})

test('429 and 500 are worth another try, and say so', async () => {
  const { client, simulator } = await sellerWith()
  const [id] = simulator.makeOrders(1)
  simulator.faults.add({ on: 'request', kind: 'too_many_requests', match: 'PATCH' })
  const { listings } = await client.listListings!(null)
  const listing = { ...listings[0]!, extra: {} }
  const [result] = await client.pushStock!([{ listing, quantity: 1, lastSeen: null }], 'key')
  expect(result).toMatchObject({ type: 'again' })
  simulator.faults.add({ on: 'request', kind: 'cut_in_body', match: '/auth', count: 1 })
  expect(await client.fetchOrder(id!)).toBeDefined()
})
