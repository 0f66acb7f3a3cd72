import { afterEach, expect, test } from 'vitest'
import { type CanonicalOrder, ChannelFailure, findAdapter, type Message } from '#channels'
import { startShopify } from '#simulators/shopify/index.ts'
import { clientFor, startReceiver } from './outside.ts'
import { asTruth, byId, orderIn, truthsOf } from './truth.ts'

const adapter = findAdapter('shopify')!

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const HOUR_MS = 3_600_000
const SECRET = 'shpss_contract'

/** The clock of the shop stands still, and its buyers are those of the seed. */
async function shop(options: { headerFamily?: 'x' | 'plain'; token?: string } = {}) {
  const { headerFamily = 'x', token = 'shpat_simulated' } = options
  const startAt = new Date('2026-08-01T04:30:00Z')
  const simulator = await startShopify({ seed: 11, rate: 0, startAt, secret: SECRET, headerFamily })
  const credentials = { accessToken: token, webhookSecret: SECRET }
  const receiver = await startReceiver()
  const { client, outbound } = clientFor(adapter, simulator, credentials, simulator.shop.domain)
  ends.push(
    () => simulator.stop(),
    () => receiver.stop(),
    () => outbound.close(),
  )
  return { simulator, receiver, client }
}

const topicOf = ({ headers }: Message) => headers['x-shopify-topic'] ?? headers['shopify-topic']

type Shop = Awaited<ReturnType<typeof shop>>

/** Every order of the last month, page by page. */
async function listed({ client, simulator: { clock } }: Shop): Promise<CanonicalOrder[]> {
  const to = clock.now()
  const range = { from: new Date(to.getTime() - 30 * 24 * HOUR_MS), to }
  const orders: CanonicalOrder[] = []
  let page: string | null = null
  do {
    const got = await client.listOrders(range, page)
    orders.push(...got.orders.map((message) => orderIn(adapter, message)))
    page = got.next
  } while (page !== null)
  return orders
}

test('the connection says whose shop it is, and what the token may not do', async () => {
  const { client, simulator } = await shop()
  expect(await client.test()).toEqual({
    ...{ name: 'Simulated Goods', details: ['simulated.myshopify.com, USD'] },
  })
  simulator.shop.scopes.delete('read_all_orders')
  const { details } = await client.test()
  expect(details[1]).toContain('no permission read_all_orders')
  const stranger = await shop({ token: 'wrong' })
  await expect(stranger.client.test()).rejects.toMatchObject({
    ...{ kind: 'credentials', message: expect.stringMatching(/^it answered 401: \[API\] /) },
  })
  simulator.shop.domain = 'another.myshopify.com'
  await expect(client.test()).rejects.toThrow('This is the shop another.myshopify.com')
})

test.for(['x', 'plain'] as const)('webhooks of the header family %s are real', async (family) => {
  const { client, receiver, simulator } = await shop({ headerFamily: family })
  expect((await client.ensureWebhooks!(receiver.url)).done).toHaveLength(13)
  expect((await client.ensureWebhooks!(receiver.url)).done).toEqual([])
  simulator.makeOrders(3)
  simulator.sendTestNotification()
  await simulator.settled()
  const messages = receiver.take()
  for (const message of messages) {
    const account = { secrets: [SECRET], now: simulator.clock.now() }
    expect(adapter.verify(message, account)).toEqual({ type: 'valid' })
    expect(adapter.verify(message, { ...account, secrets: ['other'] }).type).toBe('refused')
    expect(adapter.recognise(message)).toEqual({ uid: simulator.shop.domain })
    const text = JSON.stringify(JSON.parse(new TextDecoder().decode(message.body)))
    const rewritten = { ...message, body: new TextEncoder().encode(text) }
    expect(adapter.verify(rewritten, account)).toEqual({ type: 'refused', reason: 'wrong' })
  }
  const created = messages.filter((message) => topicOf(message) === 'orders/create')
  const orders = created.map((message) => orderIn(adapter, message))
  const real = orders.filter(({ externalId }) => externalId !== '820982911946154508')
  expect(real.map(asTruth)).toEqual(expect.arrayContaining(truthsOf(simulator)))
  expect(orders.find((order) => !real.includes(order))).toMatchObject({
    ...{ decision: 'import_as_test', flags: expect.arrayContaining(['totals_mismatch']) },
  })
})

test('a subscription is gone after four hours of refusals, and is made again', async () => {
  const { client, receiver, simulator } = await shop()
  await client.ensureWebhooks!(receiver.url)
  receiver.status = 503
  simulator.makeOrders(1)
  await simulator.settled()
  await simulator.clock.advance(4 * HOUR_MS)
  const sent = simulator.ledger.entries({ type: 'webhook.sent' })
  const created = sent.filter(({ details }) => {
    return (details as { topic: string }).topic === 'orders/create'
  })
  expect(created).toHaveLength(1 + 8)
  const { done } = await client.ensureWebhooks!(receiver.url)
  expect(done).toContain('registered orders/create')
  expect(done).not.toContain('registered orders/cancelled')
})

test('an address that Shopify does not like is a refusal in its words, and no registration', async () => {
  const { client } = await shop()
  await expect(client.ensureWebhooks!('no address')).rejects.toMatchObject({
    ...{ kind: 'rejected', message: 'Shopify refused the webhook: address is invalid' },
  })
})

test('the list holds every order of any status, over pages, as it truly is', async () => {
  const store = await shop()
  const { client, simulator } = store
  const ids = simulator.makeOrders(260)
  for (const [index, change] of (
    ['cancel', 'refund', 'fulfil', 'edit', 'refund'] as const
  ).entries()) {
    await simulator.clock.advance(1_000)
    for (const id of ids.slice(index * 30, index * 30 + 60)) simulator.changeOrder(id, change)
  }
  const orders = await listed(store)
  expect(byId(orders.map(asTruth))).toEqual(byId(truthsOf(simulator)))
  expect(new Set(orders.map(({ lifecycle }) => lifecycle))).toEqual(
    new Set(['open', 'closed', 'cancelled']),
  )
  const known = new Set(['no_customer', 'no_shipping_address', 'unmapped_sku'])
  expect(orders.flatMap(({ flags }) => flags).filter((flag) => !known.has(flag))).toEqual([])
  const one = await client.fetchOrder(ids[0]!)
  expect(asTruth(orderIn(adapter, one))).toEqual(truthsOf(simulator)[0])
  expect(await client.fetchOrder('404')).toBeUndefined()
})

test('a full page without the address of the next one is no end of the list', async () => {
  const store = await shop()
  const { simulator } = store
  simulator.makeOrders(300)
  simulator.faults.add({ on: 'request', kind: 'no_link', match: 'orders.json' })
  await expect(listed(store)).rejects.toMatchObject({
    ...{ kind: 'again', message: expect.stringContaining('does not say whether there are more') },
  })
})

test('a list that comes without addresses of pages goes on by the time of change', async () => {
  const store = await shop()
  const { simulator } = store
  for (let second = 0; second < 6; second++) {
    simulator.makeOrders(100)
    await simulator.clock.advance(1_000)
  }
  simulator.faults.add({ on: 'request', kind: 'no_link', match: 'orders.json' })
  const orders = await listed(store)
  expect(new Set(orders.map(({ externalId }) => externalId)).size).toBe(600)
})

test('a list that fills its last page ends there', async () => {
  const store = await shop()
  const { simulator } = store
  simulator.makeOrders(150)
  await simulator.clock.advance(1_000)
  simulator.makeOrders(100)
  expect(new Set((await listed(store)).map(({ externalId }) => externalId)).size).toBe(250)
})

test('a list that would silently miss old orders is refused', async () => {
  const { client, simulator } = await shop()
  simulator.shop.scopes.delete('read_all_orders')
  const to = simulator.clock.now()
  const from = new Date(to.getTime() - 61 * 24 * HOUR_MS)
  await expect(client.listOrders({ from, to }, null)).rejects.toThrow('read_all_orders')
  simulator.shop.scopes.add('read_all_orders')
  expect(await client.listOrders({ from, to }, null)).toMatchObject({ orders: [], through: to })
})

async function listings({ client }: Pick<Shop, 'client'>) {
  const { listings: all, next } = await client.listListings!(null)
  expect(next).toBeNull()
  return all.map(({ productId, variantId, sku, extra = {}, quantity }) => ({
    ...{ productId, variantId, sku, extra, quantity },
  }))
}

test('stock is set, seen there, and never set against what was not seen', async () => {
  const { client, simulator } = await shop()
  const [first, second, third] = await listings({ client })
  const item = (listing: typeof first, quantity: number, lastSeen: number | null) => ({
    ...{ listing: listing!, quantity, lastSeen },
  })
  const stranger = { productId: null, variantId: '404', sku: 'GONE', extra: {} }
  // A listing that came with an order knows its variant only.
  const bare = { ...third!, extra: {} }
  simulator.shop.variants[1]!.available = 55
  const results = await client.pushStock!(
    [
      item(first, 7, null),
      item(second, 8, 100),
      item(bare, 9, null),
      item(stranger as never, 1, 1),
    ],
    'key',
  )
  expect(results).toMatchObject([
    { type: 'done' },
    { type: 'again', seen: 55 },
    { type: 'done' },
    { type: 'refused' },
  ])
  const { stock } = simulator
  expect([stock()[first!.sku!], stock()[second!.sku!], stock()[third!.sku!]]).toEqual([7, 55, 9])
  expect(await client.readStock!([first!, second!, bare])).toEqual([7, 55, 9])
  expect(await client.pushStock!([item(second, 8, 55)], 'next')).toMatchObject([{ type: 'done' }])
})

test('a listing says what a product can be made of', async () => {
  const { client } = await shop()
  const { listings: all } = await client.listListings!(null)
  const [tee] = all
  expect(tee!.details).toEqual({
    ...{ productTitle: 'Malabar T-Shirt', variantTitle: 'S', barcode: '890123000000' },
    price: { priceMinor: 1_900, currency: 'USD' },
  })
  expect(all.find(({ sku }) => sku === 'SIM-LMP-1')!.details).toMatchObject({ variantTitle: null })
})

test('an answer that was lost does not set the stock twice', async () => {
  const { client, simulator } = await shop()
  const [first] = await listings({ client })
  const item = { listing: first!, quantity: 3, lastSeen: 100 }
  simulator.faults.add({ on: 'request', kind: 'cut_after', match: 'graphql', count: 1 })
  // The key makes the repeat harmless: its comparison would be stale by now.
  expect(await client.pushStock!([item], 'key')).toMatchObject([{ type: 'done' }])
  expect(simulator.ledger.entries({ type: 'stock.set' })).toHaveLength(1)
  expect(simulator.stock()[first!.sku!]).toBe(3)
})

function openOrder(simulator: Awaited<ReturnType<typeof shop>>['simulator']) {
  for (const id of simulator.makeOrders(20)) {
    const order = simulator.shop.orders.get(BigInt(id))!
    const isFit = order.transactions.length > 0 && !order.shown
    if (isFit) return { id, order, line: order.lines[0]! }
  }
  throw new Error('no order of the seed fits')
}

test('a parcel is told once, even when the answer was lost, and not while on hold', async () => {
  const { client, simulator } = await shop()
  const { id, order } = openOrder(simulator)
  const shipment = {
    ...{ externalId: id, shipmentId: 's', carrier: 'DHL Express', trackingUrl: null },
    ...{ trackingNumber: 'JD1', at: simulator.clock.now() },
    lines: order.lines.map(({ id: line, quantity }) => ({
      ...{ externalLineId: String(line), quantity },
    })),
  }
  simulator.hold(id, true)
  expect(await client.pushShipment!(shipment, 'k')).toMatchObject({
    ...{ type: 'again', why: expect.stringContaining('waiting for a call back') },
  })
  simulator.hold(id, false)
  simulator.faults.add({ on: 'request', kind: 'cut_after', match: 'graphql', count: 1 })
  await expect(client.pushShipment!(shipment, 'k')).rejects.toMatchObject({ kind: 'again' })
  expect(await client.pushShipment!(shipment, 'k')).toMatchObject({ type: 'done' })
  expect(simulator.ledger.entries({ type: 'shipment' })).toHaveLength(1)
  expect(order.fulfillments[0]).toMatchObject({ tracking: { number: 'JD1', url: null } })
})

test('a cancellation is done some time later, and once', async () => {
  const { client, simulator } = await shop()
  const { id } = openOrder(simulator)
  expect(await client.cancelOrder!(id, 'out of stock', 'k')).toMatchObject({ type: 'submitted' })
  await simulator.clock.advance(2_000)
  const order = orderIn(adapter, await client.fetchOrder(id))
  expect(order).toMatchObject({ lifecycle: 'cancelled', totals: { refundedMinor: 0 } })
  expect(order.channelStatus).toMatchObject({ cancel_reason: 'inventory' })
  expect(await client.cancelOrder!(id, 'out of stock', 'k')).toMatchObject({ type: 'done' })
})

test('money goes back once under its key, and never more than was paid', async () => {
  const { client, simulator } = await shop()
  const { id, line } = openOrder(simulator)
  const lines = [{ externalLineId: String(line.id), quantity: 1 }]
  const mark = '[refund 1]'
  const refund = { externalId: id, currency: 'USD', amountMinor: 500, reason: 'late', mark, lines }
  const first = await client.refundOrder!(refund, 'k')
  expect(first).toMatchObject({ type: 'done', reference: expect.stringMatching(/^\d+$/) })
  // Also when Shopify has forgotten the key.
  expect(await client.refundOrder!(refund, 'a later day')).toEqual(first)
  const order = orderIn(adapter, await client.fetchOrder(id))
  expect(order).toMatchObject({
    paymentStatus: 'partially_refunded',
    totals: { refundedMinor: 500 },
    refunds: [{ reason: 'late [refund 1]', lines: [{ quantity: '1', restock: false }] }],
  })
  const tooMuch = {
    ...refund,
    mark: '[refund 2]',
    lines: [],
    amountMinor: order.totals.grandTotalMinor!,
  }
  expect(await client.refundOrder!(tooMuch, 'other')).toMatchObject({ type: 'refused' })
})

test('trouble of the platform is told apart from ours', async () => {
  const { client, simulator } = await shop()
  const failure = async () => {
    const error = await client.listListings!(null).catch((thrown: unknown) => thrown)
    return error instanceof ChannelFailure ? [error.kind, error.retryAfterS] : undefined
  }
  let throttled: unknown
  while (throttled === undefined) throttled = await failure()
  // It came with 200; the points come back at a known rate.
  expect(throttled).toEqual(['again', 1])
  await simulator.clock.advance(60_000)
  simulator.faults.add({ on: 'request', kind: 'html', match: 'graphql', count: 3 })
  expect(await failure()).toEqual(['again', null])
  simulator.shop.accessToken = 'changed'
  expect(await failure()).toEqual(['credentials', null])
})
