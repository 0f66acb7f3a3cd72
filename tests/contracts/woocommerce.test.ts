import { afterEach, expect, test } from 'vitest'
import { type CanonicalOrder, findAdapter, type Message } from '#channels'
import type { ShopOptions } from '#simulators/woocommerce/shop.ts'
import { startWoocommerce, type WooSimulator } from '#simulators/woocommerce/index.ts'
import { clientFor, startReceiver } from './outside.ts'
import { asTruth, byId, orderIn, truthsOf } from './truth.ts'

const adapter = findAdapter('woocommerce')!
const SECRET = 'secret of the webhooks'
const MINUTE_MS = 60_000

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function shopWith(options: Partial<ShopOptions> = {}) {
  const startAt = new Date('2026-08-01T10:00:00.400Z')
  const simulator = await startWoocommerce({ seed: 11, rate: 0, startAt, ...options })
  const receiver = await startReceiver()
  const { consumerKey, consumerSecret } = simulator
  const credentials = { consumerKey, consumerSecret, webhookSecret: SECRET }
  const { client, outbound } = clientFor(adapter, simulator, credentials)
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
  return { simulator, receiver, client, credentials, deliveries, now }
}

const verdict = (message: Message, secrets = [SECRET]) =>
  adapter.verify(message, { secrets, now: new Date(0) }).type

test('webhooks are made with pings, arrive as PHP writes them, and mean what is true', async () => {
  const { simulator, receiver, client, deliveries } = await shopWith()
  expect((await client.ensureWebhooks!(receiver.url)).done).toHaveLength(5)
  const pings = await deliveries()
  expect(pings.map((message) => verdict(message))).toEqual(Array(5).fill('ping'))
  expect((await client.ensureWebhooks!(receiver.url)).done).toEqual([])

  simulator.makeOrders(12)
  const messages = (await deliveries()).filter(isAbout('order.created'))
  expect(messages).toHaveLength(12)
  expect(new Set(messages.map((message) => verdict(message)))).toEqual(new Set(['valid']))
  const orders = messages.map((message) => orderIn(adapter, message))
  expect(byId(orders.map(asTruth))).toEqual(byId(truthsOf(simulator)))
  expect(orders.flatMap(({ flags }) => flags.filter((flag) => flag !== 'no_customer'))).toEqual([])

  // The platform's id of a delivery is one for all of a second, so it is no name for any of them.
  const ids = messages.map(({ headers }) => headers['x-wc-webhook-delivery-id'])
  expect(new Set(ids).size).toBe(1)
  const [message] = messages
  const text = Buffer.from(message!.body).toString()
  expect(text).toMatch(/http:\\\/\\\/127/)
  expect(/^[\x20-\x7e]*$/.test(text)).toBe(true)
  const again = { ...message!, body: Buffer.from(JSON.stringify(JSON.parse(text))) }
  expect(verdict(again)).toBe('refused')
  expect(adapter.recognise(message!)).toEqual({ uid: new URL(simulator.url).host })
})

const isAbout = (topic: string) => (message: Message) =>
  message.headers['x-wc-webhook-topic'] === topic

test('a new secret is used at once, and the old one is only good while it is given', async () => {
  const { simulator, receiver, client, deliveries, credentials } = await shopWith()
  await client.ensureWebhooks!(receiver.url)
  await deliveries()
  const renewed = clientFor(adapter, simulator, { ...credentials, webhookSecret: 'new' })
  ends.push(() => renewed.outbound.close())
  const { done } = await renewed.client.ensureWebhooks!(receiver.url)
  expect(done).toContain('Gave the webhook for order.created the new secret.')
  simulator.makeOrders(1)
  const [message] = await deliveries()
  expect([verdict(message!), verdict(message!, ['new', SECRET])]).toEqual(['refused', 'valid'])
})

test('a shop never tries again and gives up in silence: polling finds what was lost', async () => {
  const { simulator, receiver, client, deliveries, now } = await shopWith()
  await client.ensureWebhooks!(receiver.url)
  await deliveries()
  receiver.status = 500
  for (let n = 0; n < 6; n++) {
    simulator.makeOrders(1)
    await deliveries()
  }
  expect(simulator.ledger.entries({ type: 'webhook.disabled' })).not.toEqual([])
  receiver.status = 200
  simulator.makeOrders(4)
  expect((await deliveries()).filter(isAbout('order.created'))).toEqual([])

  const { done } = await client.ensureWebhooks!(receiver.url)
  expect(done).toContain('Switched on the webhook for order.created, which was disabled.')
  simulator.makeOrders(1)
  expect((await deliveries()).filter(isAbout('order.created'))).toHaveLength(1)
  const range = { from: new Date(+now() - MINUTE_MS), to: new Date(+now() + 1) }
  const page = await client.listOrders(range, null)
  const orders = page.orders.map((message) => orderIn(adapter, message))
  expect(byId(orders.map(asTruth))).toEqual(byId(truthsOf(simulator)))
  expect([page.next, page.through]).toEqual([null, new Date(+now() - MINUTE_MS)])
})

test('what happens before WP-Cron comes round is one delivery, of how it is then', async () => {
  const { simulator, receiver, client, deliveries } = await shopWith({ cronMs: MINUTE_MS })
  await client.ensureWebhooks!(receiver.url)
  await deliveries()
  const [id] = simulator.makeOrders(1)
  simulator.changeOrder(id!, 'edit')
  simulator.changeOrder(id!, 'fulfil')
  expect(await deliveries()).toEqual([])
  await simulator.clock.advance(MINUTE_MS)
  const topics = (await deliveries()).map((message) => {
    const { lifecycle } = orderIn(adapter, message)
    return `${message.headers['x-wc-webhook-topic']} ${lifecycle}`
  })
  expect(topics.toSorted()).toEqual(['order.created closed', 'order.updated closed'])
})

test.for([true, false])(
  'polling finds each order of its range, while others change (sorts by change: %s)',
  async (sortsByModified) => {
    const { simulator, client, now } = await shopWith({ sortsByModified })
    const from = now()
    const wanted = simulator.makeOrders(105)
    await simulator.clock.advance(5_000)
    wanted.push(...simulator.makeOrders(120))
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
      // The list gets shorter in front of us, as it does for everybody who pages by offset.
      if (pages++ === 0) for (const id of wanted.splice(0, 30)) simulator.changeOrder(id, 'edit')
      if (pages === 2) await Promise.all(wanted.splice(0, 30).map(toTheBin(simulator)))
    } while (next !== null)
    expect(wanted.filter((id) => !found.has(id))).toEqual([])
    expect(pages).toBeGreaterThan(2)
  },
)

/** As the people of the shop do it. */
const toTheBin =
  ({ url, consumerKey, consumerSecret }: WooSimulator) =>
  (id: string) =>
    fetch(`${url}/wp-json/wc/v3/orders/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Basic ${btoa(`${consumerKey}:${consumerSecret}`)}` },
    }).then(({ status }) => expect(status).toBe(200))

test('a host that is not well is asked again later, and a wrong key is a matter for people', async () => {
  const { simulator, client } = await shopWith()
  const [id] = simulator.makeOrders(1)
  const failureOf = () => client.fetchOrder(id!).then(String, (error) => error.kind as string)
  simulator.shop.noise = 'byte_order_mark'
  expect(orderIn(adapter, await client.fetchOrder(id!)).externalId).toBe(id)
  simulator.shop.noise = 'php_warning'
  expect(await failureOf()).toBe('again')
  simulator.shop.noise = 'html'
  expect(await failureOf()).toBe('again')
  simulator.shop.noise = 'none'
  for (const kind of ['html', 'server_error', 'too_many_requests'] as const) {
    simulator.faults.add({ on: 'request', kind, count: 1 })
    expect(`${kind} ${await failureOf()}`).toBe(`${kind} again`)
  }
  expect(await client.fetchOrder('404404')).toBeUndefined()
  const { client: stranger, outbound } = clientFor(adapter, simulator, { consumerKey: 'ck_x' })
  ends.push(() => outbound.close())
  await expect(stranger.test()).rejects.toMatchObject({ kind: 'credentials' })
  expect(await client.test()).toEqual({ name: 'simulated', details: ['Sells in INR'] })
})

test('stock is written by product and by variation, and read back as buyers see it', async () => {
  const { simulator, receiver, client, deliveries } = await shopWith()
  const { listings } = await client.listListings!(null)
  expect(new Set(listings.map(({ sku }) => sku))).toEqual(new Set(Object.keys(simulator.stock())))
  const detailsOf = (sku: string) => listings.find((one) => one.sku === sku)!.details
  expect(detailsOf('SIM-TEE-2')).toEqual({
    ...{ productTitle: 'Malabar T-Shirt', variantTitle: 'M', barcode: '890123000001' },
    price: { priceMinor: 85_900, currency: 'INR' },
  })
  expect(detailsOf('SIM-LMP-1')).toMatchObject({ variantTitle: null })
  const stored = listings.map((listing) => ({ ...listing, extra: {} }))
  const items = stored.map((listing, index) => ({ listing, quantity: index, lastSeen: null }))
  const missing = { productId: '1', variantId: null, sku: null, extra: {} }
  const bySku = { productId: null, variantId: null, sku: 'SIM-TEE-2', extra: {} }

  const results = await client.pushStock!(
    [...items, { listing: missing, quantity: 1, lastSeen: null }],
    'k',
  )
  expect(results.map(({ type }) => type)).toEqual([...items.map(() => 'done'), 'refused'])
  expect(await client.readStock!([...stored, missing])).toEqual([
    ...items.map(({ quantity }) => quantity),
    null,
  ])
  await client.ensureWebhooks!(receiver.url)
  await deliveries()
  expect(await client.pushStock!([{ listing: bySku, quantity: 44, lastSeen: null }], 'k')).toEqual([
    { type: 'done', reference: null },
  ])
  expect(simulator.stock()['SIM-TEE-2']).toBe(44)
  const [echo] = await deliveries()
  expect(adapter.read(echo!)).toMatchObject([
    { type: 'stock', listing: { sku: 'SIM-TEE-2' }, quantity: 44 },
  ])
})

test.for([
  ['JPY', 105],
  ['KWD', 1_050],
] as const)(
  'money goes back in %s, by the digits of the currency',
  async ([currency, amountMinor]) => {
    const { simulator, client } = await shopWith({ currency })
    const orders = simulator.makeOrders(9).map((id) => simulator.shop.orders.get(Number(id))!)
    const externalId = String(orders.find(({ method }) => method === 'razorpay')!.id)
    const refund = { externalId, currency, amountMinor, reason: 'Late', mark: '[r]', lines: [] }
    expect(await client.refundOrder!(refund, 'r')).toMatchObject({ type: 'done' })
    const after = orderIn(adapter, await client.fetchOrder(externalId))
    expect(after.totals.refundedMinor).toBe(amountMinor)
    expect(truthsOf(simulator)).toContainEqual(asTruth(after))
  },
)

test('the provider of the shop gives the money back: once, and without restocking', async () => {
  const { simulator, client } = await shopWith()
  const orders = simulator.makeOrders(9).map((id) => simulator.shop.orders.get(Number(id))!)
  const id = String(orders.find(({ method }) => method === 'razorpay')!.id)
  const order = orderIn(adapter, await client.fetchOrder(id))
  const before = simulator.stock()
  const refund = {
    ...{ externalId: id, currency: 'INR', amountMinor: 1_050, reason: 'Came late' },
    mark: '[refund 1]',
    lines: [{ externalLineId: order.lines[0]!.externalLineId, quantity: 1 }],
  }
  simulator.faults.add({ on: 'request', kind: 'cut_after', match: 'POST', count: 1 })
  expect(await client.refundOrder!(refund, 'refund-1')).toMatchObject({ type: 'again' })
  expect(await client.refundOrder!(refund, 'refund-1')).toMatchObject({ type: 'done' })
  expect(simulator.ledger.entries({ type: 'refund.made' })).toHaveLength(1)
  expect(simulator.ledger.entries({ type: 'gateway' })).toHaveLength(1)
  expect(simulator.stock()).toEqual(before)
  const after = orderIn(adapter, await client.fetchOrder(id))
  expect(after).toMatchObject({
    paymentStatus: 'partially_refunded',
    refunds: [{ amountMinor: 1_050 }],
  })
  expect(truthsOf(simulator)).toContainEqual(asTruth(after))
  const tooMuch = { ...refund, mark: '[refund 2]', amountMinor: 100_000_000, lines: [] }
  expect(await client.refundOrder!(tooMuch, 'refund-2')).toMatchObject({
    ...{ type: 'refused', why: expect.stringContaining('Invalid refund amount.') },
  })

  // What no provider took, none can give back: the shop notes it.
  const byHand = String(orders.find(({ method }) => method === 'cod')!.id)
  const noted = { ...refund, externalId: byHand, mark: '[refund 3]', amountMinor: 100, lines: [] }
  expect(await client.refundOrder!(noted, 'refund-3')).toMatchObject({ type: 'done' })
  expect(await client.refundOrder!(noted, 'refund-3')).toMatchObject({ type: 'done' })
  expect(simulator.ledger.entries({ type: 'gateway' })).toHaveLength(1)
  expect(simulator.ledger.entries({ type: 'refund.made' })).toHaveLength(2)

  // A record whose money has not moved yet is none that is done.
  const kept = simulator.shop.orders.get(Number(id))!.refunds[0]!
  kept.isPaidBack = false
  const found = await client.refundOrder!(refund, 'refund-1')
  expect(found).toEqual({ type: 'submitted', reference: `${id}/${kept.id}` })
  expect(await client.checkPush!(`${id}/${kept.id}`)).toEqual(found)
  simulator.shop.orders.get(Number(id))!.refunds.pop()
  expect(await client.checkPush!(`${id}/${kept.id}`)).toMatchObject({ type: 'refused' })
})

test('shipments become notes to the buyer, once each, and the last one completes the order', async () => {
  const { simulator, client, now } = await shopWith()
  const [id, other] = simulator.makeOrders(2)
  const { lines } = orderIn(adapter, await client.fetchOrder(id!))
  const pieces = lines.flatMap(({ externalLineId, quantity }) =>
    Array.from({ length: Number(quantity) }, () => ({ externalLineId, quantity: 1 })),
  )
  const ship = (shipmentId: string, sent: typeof pieces) =>
    client.pushShipment!(
      {
        ...{ externalId: id!, shipmentId, carrier: 'DHL', trackingNumber: `T ${shipmentId}` },
        ...{ trackingUrl: 'https://track.example/T9', at: now(), lines: sent },
      },
      'k',
    )
  for (const [index, piece] of pieces.entries()) {
    expect(simulator.orders()[0]).toMatchObject({ lifecycle: 'open' })
    simulator.faults.add({ on: 'request', kind: 'cut_after', match: 'POST', count: 1 })
    expect(await ship(`sh-${index}`, [piece])).toMatchObject({ type: 'again' })
    expect(await ship(`sh-${index}`, [piece])).toMatchObject({ type: 'done' })
  }
  expect(simulator.orders()[0]).toMatchObject({ lifecycle: 'closed' })
  const notes = simulator.ledger.entries({ type: 'note' })
  expect(notes).toHaveLength(pieces.length)
  expect(notes[0]).toMatchObject({
    details: { customer_note: true, note: expect.stringContaining('T sh-0') },
  })

  expect(await client.cancelOrder!(id!, 'why', 'k')).toMatchObject({ type: 'refused' })
  for (let n = 0; n < 2; n++) {
    expect(await client.cancelOrder!(other!, 'why', 'k')).toMatchObject({ type: 'done' })
  }
  expect(simulator.orders()[1]).toMatchObject({ lifecycle: 'cancelled' })
  expect(await client.cancelOrder!('404404', 'why', 'k')).toMatchObject({ type: 'refused' })
})

test('the bin asks for a cancellation, and an owner without rights is told to people', async () => {
  const { simulator, receiver, client, deliveries } = await shopWith()
  await client.ensureWebhooks!(receiver.url)
  const [id] = simulator.makeOrders(1)
  await deliveries()
  const said = async () => (await deliveries()).flatMap((message) => adapter.read(message))
  await sent(simulator, { unbin: Number(id) })
  expect(await said()).toContainEqual(expect.objectContaining({ type: 'order' }))
  simulator.shop.isOwnerDemoted = true
  simulator.changeOrder(id!, 'edit')
  expect(await said()).toMatchObject([{ type: 'unclear', externalId: null }])
})

const sent = (simulator: WooSimulator, manners: object) =>
  fetch(`${simulator.url}/_sim/manners`, { method: 'POST', body: JSON.stringify(manners) })
