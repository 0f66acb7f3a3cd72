import { expect, test } from 'vitest'
import { orderChecks, takeStep } from '#orders'
import { paymentChecks } from '#payments'
import { startAmazon } from '#simulators/amazon/amazon.ts'
import { startBigcommerce } from '#simulators/bigcommerce/index.ts'
import { startShopify } from '#simulators/shopify/index.ts'
import { startWoocommerce } from '#simulators/woocommerce/index.ts'
import { stockChecks } from '#stock'
import { channelJobs } from '../../server/modules/channels/jobs.ts'
import { syncListings } from '../../server/modules/channels/listings/sync-listings.ts'
import { askToPushAgain, pushAgain } from '../../server/modules/channels/outgoing/push-again.ts'
import { simulatedStore } from './simulated-store.ts'

const startAt = new Date('2026-01-15T12:00:00Z')
const MINUTE_MS = 60_000

const PLATFORMS = {
  async shopify() {
    const simulator = await startShopify({ seed: 5, rate: 0, startAt, domain: 'a.myshopify.com' })
    const ids = () =>
      [...simulator.shop.orders.values()].filter((one) => one.gateway.includes('COD'))
    const credentials = { accessToken: 'shpat_simulated' }
    return { simulator, uid: simulator.shop.domain, credentials, post: 'POST /admin', ids }
  },
  async woocommerce() {
    const simulator = await startWoocommerce({ seed: 5, rate: 0, startAt })
    const ids = () => [...simulator.shop.orders.values()].filter(({ method }) => method === 'cod')
    const credentials = { consumerKey: 'ck_simulated', consumerSecret: 'cs_simulated' }
    return { simulator, uid: 'shop.example', credentials, post: 'POST /wp-json', ids }
  },
  async bigcommerce() {
    const simulator = await startBigcommerce({ seed: 5, rate: 0, startAt })
    const { accessToken, storeHash: uid, store } = simulator
    const ids = () => [...store.orders.values()].filter(({ statusId }) => statusId === 7)
    return { simulator, uid, credentials: { accessToken }, post: 'POST', ids }
  },
  async amazon() {
    const shares = { pending: 0, afn: 0, cash: 1 }
    const simulator = await startAmazon({ seed: 5, rate: 0, startAt, shares })
    const { sellerId: uid, credentials } = simulator
    const ids = () => simulator.orders().map(({ externalId: id }) => ({ id }))
    return { simulator, uid, credentials, post: 'POST', ids }
  },
}

/** A store with an order that nobody has paid and that has a line of several pieces. */
async function stage(platform: keyof typeof PLATFORMS) {
  const { simulator, uid, credentials, post, ids } = await PLATFORMS[platform]()
  const world = await simulatedStore(simulator, { platform, uid, name: 'Shop', credentials })
  const { ctx, rows, given } = world
  // How often each may be called is tried elsewhere, and takes its time.
  ctx.outbound.limit = () => {}
  for (const sku of Object.keys(simulator.stock())) await given.product(sku, 50)
  await syncListings(ctx, world.storeId)
  simulator.makeOrders(platform === 'amazon' ? 10 : 90)
  for (const { id } of ids()) {
    const externalId = String(id)
    const orderId = await world.fetched(externalId)
    const [line] = await rows<{ line: number; sku: string }>(
      `select line, sku from order_lines join orders o on o.id = order_id
       where order_id = $1 and quantity >= 2 and not o.is_test and o.lifecycle <> 'cancelled'
         and sku is not null`,
      [orderId],
    )
    if (!line) continue
    const reserved = async () =>
      (
        await rows<{ reserved: number }>(
          `select sum(reserved)::int as reserved from stock_levels where sku = $1`,
          [line.sku],
        )
      )[0]!.reserved
    const told = () =>
      rows<{ id: string; state: string; problem: string | null }>(
        `select id, state, problem from outgoing where kind = 'cancel_lines' order by id`,
      )
    return {
      ...{ ...world, orderId, externalId, post, ...line, reserved, told },
      wanted: () => simulator.orders().find((one) => one.externalId === externalId)!.activeUnits,
      cancel: (quantity: number) =>
        takeStep(ctx, {
          orderId,
          step: {
            type: 'cancel_lines',
            reason: 'none left',
            lines: [{ line: line.line, quantity }],
          },
        }),
      /** The job of the last cancellation, as often as it is called. */
      tell: async () => {
        const [event] = await rows<{ data: object }>(
          `select data from history where type = 'order.lines_cancelled'
           order by id desc limit 1`,
        )
        const tell = channelJobs['channels.push_cancelled_lines']
        await tell.run(ctx, tell.payload.parse(event!.data), new AbortController().signal)
      },
      asked: async () =>
        (
          await rows<{ asked: number }>(
            `select amount_minor::int as asked from payment_intents where order_id = $1`,
            [orderId],
          )
        )[0]!.asked,
      line: async () =>
        (
          await rows<{ externalId: string; quantity: number; cancelled: number }>(
            `select external_id as "externalId", quantity, cancelled_quantity as cancelled
             from order_lines
             where order_id = $1 and line = $2`,
            [orderId, line.line],
          )
        )[0]!,
      findings: async () => {
        const scope = { orgId: ctx.orgId, since: null }
        const checks = [...orderChecks, ...paymentChecks, ...stockChecks]
        return (await Promise.all(checks.map(({ find }) => find(ctx.db, scope)))).flat()
      },
    }
  }
  throw new Error('No order of this seed is unpaid and has a line of two pieces.')
}

const again = { name: 'PlatformBusy' }

test.for(['shopify', 'woocommerce'] as const)(
  'pieces that are cancelled here are taken out at %s, once, and their echo changes nothing',
  async (platform) => {
    await using shop = await stage(platform)
    const { simulator, externalId, wanted, told, tell, asked } = shop
    const [before, costs, kept] = [wanted(), await asked(), await shop.reserved()]
    await shop.cancel(1)
    expect(await shop.reserved()).toBe(kept - 1)
    const line = await shop.line()

    // The platform does it, and its answer is lost.
    simulator.faults.add({ on: 'request', kind: 'cut_after', match: shop.post, count: 1 })
    if (platform === 'shopify') await tell()
    else {
      await expect(tell()).rejects.toMatchObject(again)
      // Nobody tries while the first attempt may still be going on.
      await expect(tell()).rejects.toMatchObject(again)
      await shop.later(6 * MINUTE_MS)
      await tell()
    }
    expect(await told()).toMatchObject([{ state: 'done', problem: null }])
    await Promise.all([tell(), tell()])
    expect(wanted()).toBe(before - 1)

    await shop.later(MINUTE_MS)
    await shop.fetched(externalId)
    await shop.fetched(externalId)
    expect(await shop.line()).toEqual(line)
    expect(await shop.reserved()).toBe(kept - 1)
    expect(await asked()).toBeLessThan(costs)
    const cancelled = `select count(*)::int as n from history where type = 'order.lines_cancelled'`
    expect(await shop.rows(cancelled)).toEqual([{ n: 1 }])
    expect(await shop.findings()).toEqual([])
  },
)

test('a second cancellation is told as well, and is not taken for the first', async () => {
  await using shop = await stage('woocommerce')
  const before = shop.wanted()
  for (const left of [before - 1, before - 2]) {
    await shop.cancel(1)
    await shop.tell()
    expect(shop.wanted()).toBe(left)
  }
  expect(await shop.told()).toMatchObject([{ state: 'done' }, { state: 'done' }])
})

test.for([false, true])(
  'what the platform has taken out meanwhile is not taken out again (tried before: %s)',
  async (isTried) => {
    await using shop = await stage('shopify')
    const { shop: there, faults } = shop.simulator as Awaited<ReturnType<typeof startShopify>>
    const order = there.orders.get(BigInt(shop.externalId))!
    await shop.cancel(1)
    const { externalId } = await shop.line()
    if (isTried) {
      faults.add({ on: 'request', kind: 'server_error', match: shop.post })
      await expect(shop.tell()).rejects.toMatchObject(again)
      faults.clear()
    }
    // Somebody there has done the same by hand.
    order.lines.find(({ id }) => String(id) === externalId)!.removed++
    order.updatedMs += MINUTE_MS
    const left = shop.wanted()
    await shop.later(6 * MINUTE_MS)
    await shop.fetched(shop.externalId)
    await shop.tell()
    expect(shop.wanted()).toBe(left)
    expect(await shop.told()).toMatchObject(isTried ? [{ state: 'done' }] : [])
    expect(await shop.line()).toMatchObject({ cancelled: 1 })
    expect(await shop.findings()).toEqual([])
  },
)

test('of a trial order nobody is told, nor of one whose buyer was erased', async () => {
  await using shop = await stage('bigcommerce')
  await shop.cancel(1)
  await shop.rows(`update orders set is_test = true`)
  await shop.tell()
  await shop.rows(`update orders set is_test = false`)
  await shop.rows(`update channel_orders set canonical = null`)
  await shop.tell()
  expect(await shop.told()).toEqual([])
})

test.for(['bigcommerce', 'amazon'] as const)(
  '%s has no such call, so the timeline says that somebody must tell it',
  async (platform) => {
    await using shop = await stage(platform)
    const before = shop.wanted()
    await shop.cancel(1)
    await shop.tell()
    await shop.tell()
    const [row, ...more] = await shop.told()
    expect([row!.state, more.length]).toEqual(['refused', 0])
    expect(row!.problem).toContain('by hand')
    const said = `select data from history where type = 'order.push_refused'`
    expect(await shop.rows(said)).toMatchObject([{ data: { kind: 'cancel_lines' } }])
    // Nor is it told later, however often somebody asks for it.
    await askToPushAgain(shop.ctx, { orderId: shop.orderId, outgoingId: row!.id })
    await pushAgain(shop.ctx, row!.id)
    expect(await shop.told()).toMatchObject([{ state: 'refused' }])
    expect(shop.wanted()).toBe(before)
  },
)

test('WooCommerce notes no money as given back for pieces of a paid order', async () => {
  await using shop = await stage('woocommerce')
  shop.simulator.changeOrder(shop.externalId, 'pay')
  await shop.later(MINUTE_MS)
  await shop.fetched(shop.externalId)
  await shop.cancel(1)
  await shop.tell()
  expect(await shop.told()).toMatchObject([
    { state: 'refused', problem: expect.stringContaining('The order is paid') },
  ])
  expect(shop.simulator.ledger.entries({ type: 'refund.made' })).toEqual([])
})

test.for<['shopify' | 'woocommerce' | 'bigcommerce', 'edit' | 'refund']>([
  ['shopify', 'edit'],
  ['woocommerce', 'refund'],
  ['bigcommerce', 'edit'],
])('a piece that %s takes out by an %s is free here', async ([platform, change]) => {
  await using shop = await stage(platform)
  const total = async () =>
    (
      await shop.rows<{ reserved: number }>(
        `select sum(reserved)::int as reserved from stock_levels`,
      )
    )[0]!.reserved
  const before = await total()
  await shop.later(MINUTE_MS)
  const wanted = shop.wanted()
  shop.simulator.changeOrder(shop.externalId, change)
  await shop.fetched(shop.externalId)
  expect((await total()) - before).toBe(shop.wanted() - wanted)
  expect(await shop.findings()).toEqual([])
})
