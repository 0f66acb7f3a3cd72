import { afterEach, expect, test } from 'vitest'
import { type CanonicalOrder, findAdapter, type Message } from '#channels'
import { startBigcommerce } from '#simulators/bigcommerce/index.ts'
import type { StoreOptions } from '#simulators/bigcommerce/store.ts'
import { clientFor, startReceiver } from './outside.ts'
import { asTruth, byId, orderIn, truthsOf } from './truth.ts'

const adapter = findAdapter('bigcommerce')!
const MINUTE_MS = 60_000

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function storeWith(options: Partial<StoreOptions> = {}) {
  const startAt = new Date('2026-08-01T10:00:00.400Z')
  const simulator = await startBigcommerce({ seed: 5, rate: 0, startAt, quota: 10_000, ...options })
  const receiver = await startReceiver()
  const credentials = {
    accessToken: simulator.accessToken,
    webhookSecret: simulator.clientSecret,
  }
  const { client, outbound } = clientFor(adapter, simulator, credentials, simulator.storeHash)
  ends.push(
    () => simulator.stop(),
    () => receiver.stop(),
    () => outbound.close(),
  )
  const deliveries = async () => {
    await simulator.settled()
    return receiver.take()
  }
  const now = () => simulator.clock.now()
  const verdict = (message: Message, secrets = [simulator.clientSecret]) =>
    adapter.verify(message, { secrets, now: now() }).type
  const fetched = async (id: string) => orderIn(adapter, await client.fetchOrder(id))
  return { simulator, receiver, client, deliveries, now, verdict, fetched }
}

test('an order of more lines than an answer holds comes whole', async () => {
  const { simulator, fetched } = await storeWith({ baskets: 200 })
  const [id] = simulator.makeOrders(1)
  const order = await fetched(id!)
  expect(order.lines.length).toBeGreaterThan(250)
  expect(truthsOf(simulator).find(({ externalId }) => externalId === id)).toEqual(asTruth(order))
})

test('hooks carry our header and name orders, and what is fetched is what is true', async () => {
  const { simulator, receiver, client, deliveries, verdict, fetched } = await storeWith()
  expect((await client.ensureWebhooks!(receiver.url)).done).toHaveLength(5)
  expect((await client.ensureWebhooks!(receiver.url)).done).toEqual([])

  const ids = simulator.makeOrders(12)
  for (const id of ids.slice(0, 5)) simulator.changeOrder(id, 'refund')
  for (const id of ids.slice(3, 8)) simulator.changeOrder(id, 'fulfil')
  const messages = await deliveries()
  expect(new Set(messages.map((message) => verdict(message)))).toEqual(new Set(['valid']))
  const [message] = messages
  expect(adapter.recognise(message!)).toEqual({ uid: simulator.storeHash })
  const { 'x-penstock-token': token, ...others } = message!.headers
  expect(token).toBeDefined()
  expect(verdict({ ...message!, headers: { ...others, 'x-penstock-token': 'x' } })).toBe('refused')

  const named = messages.flatMap((one) => adapter.read(one))
  const wanted = new Set(named.map((reading) => reading.type === 'fetch' && reading.externalId))
  expect(wanted.has(false)).toBe(false)
  const orders = await Promise.all([...wanted].map((id) => fetched(String(id))))
  const real = orders.filter(({ decision }) => decision === 'import')
  // Whoever never paid was told of as well, and is no order.
  expect(real.length).toBeLessThan(orders.length)
  expect(byId(real.map(asTruth))).toEqual(byId(truthsOf(simulator)))
  expect(real.some(({ shippingAddresses }) => shippingAddresses.length === 2)).toBe(true)
  expect(real.some(({ lines }) => lines.some((line) => line.parentLineId !== null))).toBe(true)
})

test('an event that was refused comes again for two days, each time signed anew', async () => {
  const { simulator, receiver, client, deliveries, verdict } = await storeWith()
  await client.ensureWebhooks!(receiver.url)
  receiver.status = 503
  simulator.makeIncomplete()
  const [first] = await deliveries()
  await simulator.clock.advance(MINUTE_MS)
  const [second] = await deliveries()
  expect(adapter.deliveryKey!(second!)).toBe(adapter.deliveryKey!(first!))
  expect([verdict(first!), verdict(second!)]).toEqual(['valid', 'valid'])
  await simulator.clock.advance(6 * MINUTE_MS)
  expect([verdict(first!), verdict(second!)]).toEqual(['refused', 'refused'])

  await simulator.clock.advance(48 * 60 * MINUTE_MS)
  await simulator.settled()
  expect(simulator.ledger.entries({ type: 'webhook.sent' })).toHaveLength(12)
  expect(simulator.ledger.entries({ type: 'webhook.deactivated' })).toHaveLength(1)
  const { done } = await client.ensureWebhooks!(receiver.url)
  expect(done).toEqual(['Switched on the hook for store/order/*.'])
})

test('a domain that fails too often hears nothing for three minutes', async () => {
  const { simulator, receiver, client, deliveries } = await storeWith()
  await client.ensureWebhooks!(receiver.url)
  receiver.status = 500
  simulator.makeOrders(40)
  const before = (await deliveries()).length
  expect(before).toBeGreaterThan(100)
  expect(simulator.ledger.entries({ type: 'webhook.domain_blocked' })).toHaveLength(1)
  receiver.status = 200
  simulator.makeOrders(1)
  expect(await deliveries()).toEqual([])
  await simulator.clock.advance(4 * MINUTE_MS)
  expect((await deliveries()).length).toBeGreaterThan(0)
})

test('polling finds each order of its range, while others change', async () => {
  const { simulator, client, now } = await storeWith()
  const from = now()
  const empty = { from, to: new Date(+from + 1) }
  const { orders, next: archived } = await client.listOrders(empty, null)
  expect(orders).toEqual([])
  expect(await client.listOrders(empty, archived)).toMatchObject({ orders: [], next: null })
  const wanted = simulator.makeOrders(25)
  await simulator.clock.advance(5_000)
  wanted.push(...simulator.makeOrders(20))
  const to = new Date(+now() + 1)
  await simulator.clock.advance(10 * MINUTE_MS)

  const found = new Map<string, CanonicalOrder>()
  let next: string | null = null
  let pages = 0
  do {
    const page = await client.listOrders({ from, to }, next)
    for (const message of page.orders) {
      const order = orderIn(adapter, message)
      found.set(order.externalId, order)
    }
    next = page.next
    if (pages++ === 0) for (const id of wanted.splice(0, 8)) simulator.changeOrder(id, 'edit')
    if (next === null) expect(page.through).toEqual(to)
  } while (next !== null)
  expect(wanted.filter((id) => !found.has(id))).toEqual([])
  expect(pages).toBeGreaterThan(2)
})

test('orders that were archived before anybody saw them are listed as well', async () => {
  const { simulator, client, now } = await storeWith()
  const from = now()
  const ids = simulator.makeOrders(30)
  const archived = new Set(ids.filter((_, index) => index % 5 > 0))
  for (const id of archived) simulator.archive(id)
  const range = { from, to: new Date(+now() + 1) }
  await simulator.clock.advance(10 * MINUTE_MS)

  const found = new Map<string, CanonicalOrder>()
  let next: string | null = null
  do {
    const page = await client.listOrders(range, next)
    for (const message of page.orders) {
      const order = orderIn(adapter, message)
      found.set(order.externalId, order)
    }
    next = page.next
    if (next === null) expect(page.through).toEqual(range.to)
  } while (next !== null)
  expect(ids.filter((id) => !found.has(id))).toEqual([])
  // Somebody wanted them gone, so a person is asked before they are sent.
  const asking = [...found.values()].filter(({ cancelRequested }) => cancelRequested)
  expect(new Set(asking.map(({ externalId }) => externalId))).toEqual(archived)
})

test('an order whose parts cannot be read is named, and the others of the list come whole', async () => {
  const { simulator, client, now } = await storeWith()
  const from = now()
  simulator.makeOrders(3)
  const to = new Date(+now() + 1)
  const readAll = async () => (await client.listOrders({ from, to }, null)).orders.map(adapter.read)
  const whole = await readAll()
  const [first] = whole[0]!
  simulator.faults.add({ on: 'request', kind: 'server_error', match: '/products', count: 3 })
  const named = { type: 'fetch', externalId: first?.type === 'order' && first.order.externalId }
  expect(await readAll()).toMatchObject([[named], ...whole.slice(1)])
})

test('the quota is the store’s: when it is used up, nobody asks until it is new', async () => {
  const { simulator, client } = await storeWith({ quota: 6 })
  const [id] = simulator.makeOrders(1)
  await client.fetchOrder(id!)
  const failure = await client.fetchOrder(id!).catch((error: unknown) => error)
  expect(failure).toMatchObject({ kind: 'again', retryAfterS: 30 })
  await expect(client.test()).rejects.toMatchObject({ kind: 'again', retryAfterS: 30 })
  await simulator.clock.advance(30_000)
  expect(await client.test()).toMatchObject({ name: 'Simulated store' })
})

test('trouble of the platform passes, and a wrong token is a matter for people', async () => {
  const { simulator, client } = await storeWith()
  const [id] = simulator.makeOrders(1)
  for (const kind of ['server_error', 'too_many_requests', 'cut_in_body'] as const) {
    simulator.faults.add({ on: 'request', kind, count: 1 })
    expect(await client.fetchOrder(id!)).toBeDefined()
  }
  expect(await client.fetchOrder('404404')).toBeUndefined()
  const stranger = clientFor(adapter, simulator, { accessToken: 'x' }, simulator.storeHash)
  ends.push(() => stranger.outbound.close())
  await expect(stranger.client.test()).rejects.toMatchObject({ kind: 'credentials' })
})

test('stock is taken at once, and is there when it is read back later', async () => {
  const { simulator, receiver, client, deliveries } = await storeWith()
  const { listings } = await client.listListings!(null)
  expect(new Set(listings.map(({ sku }) => sku))).toEqual(new Set(Object.keys(simulator.stock())))
  expect(listings.slice(0, 2).map(({ details }) => details)).toEqual([
    {
      ...{ productTitle: 'Malabar T-Shirt', variantTitle: 'S', barcode: '890123000000' },
      price: { priceMinor: 1_900, currency: 'USD' },
    },
    expect.objectContaining({ variantTitle: 'M', price: { priceMinor: 2_000, currency: 'USD' } }),
  ])
  const stored = listings.map((listing) => ({ ...listing, extra: {} }))
  const missing = { productId: '1', variantId: '2', sku: null, extra: {} }
  const items = [...stored, missing].map((listing, index) => {
    return { listing, quantity: index + 1, lastSeen: null }
  })
  const results = await client.pushStock!(items, 'k')
  expect(results.map(({ type }) => type)).toEqual([...stored.map(() => 'submitted'), 'refused'])
  expect(await client.readStock!(stored)).toEqual(stored.map(({ quantity }) => quantity))

  await client.ensureWebhooks!(receiver.url)
  await simulator.clock.advance(5_000)
  const wanted = stored.map((_, index) => index + 1)
  expect(await client.readStock!([...stored, missing])).toEqual([...wanted, null])
  const echoes = (await deliveries()).flatMap((message) => adapter.read(message))
  const [first] = stored
  expect(echoes).toContainEqual(
    expect.objectContaining({
      ...{ type: 'stock', quantity: null },
      listing: { productId: first!.productId, variantId: first!.variantId, sku: null },
    }),
  )
})

test('shipments go to each address once, and a status is changed alone', async () => {
  const { simulator, client, now, fetched } = await storeWith()
  const ids = simulator.makeOrders(30)
  const orders = await Promise.all(ids.map(fetched))
  const split = orders.find(({ lines }) => {
    return new Set(lines.map((line) => line.properties['order_address_id'])).size === 2
  })!
  const shipment = {
    ...{ externalId: split.externalId, shipmentId: 'sh-1', carrier: 'USPS', at: now() },
    ...{ trackingNumber: 'T'.repeat(60), trackingUrl: null },
    lines: split.lines.map(({ externalLineId, quantity }) => {
      return { externalLineId, quantity: Number(quantity) }
    }),
  }
  // The second of the two calls is made, and its answer is lost.
  simulator.faults.add({ on: 'request', kind: 'cut_after', match: 'POST', count: 1 })
  expect(await client.pushShipment!(shipment, 'k')).toMatchObject({ type: 'again' })
  for (let n = 0; n < 2; n++) {
    expect(await client.pushShipment!(shipment, 'k')).toMatchObject({ type: 'done' })
  }
  expect(simulator.ledger.entries({ type: 'shipment.made' })).toHaveLength(2)
  const after = await fetched(split.externalId)
  expect(after).toMatchObject({ fulfillmentStatus: 'fulfilled', fulfillments: [{}, {}] })
  expect(asTruth(after)).toEqual(truthsOf(simulator).find(isOf(split.externalId)))

  const other = orders.find((order) => order !== split && order.discounts.length > 0)!
  for (let n = 0; n < 2; n++) {
    expect(await client.cancelOrder!(other.externalId, '', 'k')).toMatchObject({ type: 'done' })
  }
  expect(simulator.ledger.entries({ type: 'discounts' })).toEqual([])
  expect(await fetched(other.externalId)).toMatchObject({
    ...{ lifecycle: 'cancelled', totals: other.totals },
  })
  expect(await client.cancelOrder!(split.externalId, '', 'k')).toMatchObject({ type: 'refused' })
})

test('a parcel of more lines than an answer holds is told whole, and once', async () => {
  const { simulator, client, now, fetched } = await storeWith({ baskets: 200 })
  const [externalId] = simulator.makeOrders(1) as [string]
  const { lines } = await fetched(externalId)
  expect(lines.length).toBeGreaterThan(250)
  const shipment = {
    ...{ externalId, shipmentId: 'sh-1', carrier: 'USPS', trackingNumber: 'T1', trackingUrl: null },
    at: now(),
    lines: lines.map((line) => {
      return { externalLineId: line.externalLineId, quantity: Number(line.quantity) }
    }),
  }
  for (let n = 0; n < 2; n++) {
    expect(await client.pushShipment!(shipment, 'k')).toMatchObject({ type: 'done' })
  }
  expect(simulator.ledger.entries({ type: 'shipment.made' })).toHaveLength(1)
  expect((await fetched(externalId)).fulfillmentStatus).toBe('fulfilled')
  const gone = { ...shipment, externalId: '999999' }
  expect(await client.pushShipment!(gone, 'k')).toMatchObject({
    ...{ type: 'refused', why: 'The order is no longer in the store.' },
  })
})

const isOf = (id: string) => (truth: { externalId: string }) => truth.externalId === id

test.for([
  ['JPY', 105],
  ['KWD', 1_050],
] as const)(
  'money goes back in %s, by the digits of the currency',
  async ([currency, amountMinor]) => {
    const { simulator, client, fetched } = await storeWith({ currency })
    const [externalId] = simulator.makeOrders(1) as [string]
    const refund = { externalId, currency, amountMinor, reason: 'Late', mark: '[r]', lines: [] }
    expect(await client.refundOrder!(refund, 'r')).toMatchObject({ type: 'submitted' })
    const after = await fetched(externalId)
    expect(after.totals.refundedMinor).toBe(amountMinor)
    expect(asTruth(after)).toEqual(truthsOf(simulator)[0])
  },
)

test('a refund is quoted, made once, and read from where the money is', async () => {
  const { simulator, client, fetched } = await storeWith()
  const [id] = simulator.makeOrders(1)
  const order = await fetched(id!)
  const line = order.lines[0]!
  const stock = simulator.stock()
  const whole = (line.totalMinor! + line.taxMinor) / Number(line.quantity)
  const refund = {
    mark: '[refund 1]',
    ...{ externalId: id!, currency: 'USD', amountMinor: Math.floor(whole), reason: 'Broken' },
    lines: [{ externalLineId: line.externalLineId, quantity: 1 }],
  }
  expect(await client.refundOrder!(refund, 'refund-1')).toMatchObject({ type: 'submitted' })
  const partly = { ...refund, mark: '[refund 2]', amountMinor: 101, lines: [] }
  simulator.faults.add({
    ...{ on: 'request', kind: 'cut_after', count: 1 },
    match: `POST /stores/${simulator.storeHash}/v3/orders/:id/payment_actions/refunds`,
  })
  expect(await client.refundOrder!(partly, 'refund-2')).toMatchObject({ type: 'again' })
  expect(await client.refundOrder!(partly, 'refund-2')).toMatchObject({ type: 'submitted' })
  expect(simulator.ledger.entries({ type: 'refund.made' })).toHaveLength(2)
  expect(simulator.stock()).toEqual(stock)

  const after = await fetched(id!)
  expect(after.paymentStatus).toBe('partially_refunded')
  expect(after.totals.refundedMinor).toBe(refund.amountMinor + 101)
  expect(asTruth(after)).toEqual(truthsOf(simulator)[0])
  const { reference } = (await client.refundOrder!(partly, 'refund-2')) as { reference: string }
  expect(await client.checkPush!(reference)).toEqual({ type: 'done', reference })
  simulator.declineRefunds(id!)
  expect(await client.checkPush!(reference)).toMatchObject({
    ...{ type: 'refused', why: expect.stringContaining('card expired') },
  })
  expect((await fetched(id!)).totals.refundedMinor).toBe(0)
  // No money has moved, so asked for again it is another one.
  expect(await client.refundOrder!(partly, 'refund-2')).not.toMatchObject({ reference })

  const tooMuch = { ...refund, mark: '[refund 3]', amountMinor: 100_000_000, lines: [] }
  expect(await client.refundOrder!(tooMuch, 'refund-3')).toMatchObject({ type: 'refused' })
})
