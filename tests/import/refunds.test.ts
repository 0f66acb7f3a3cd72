import { expect, test } from 'vitest'
import { orderChecks } from '#orders'
import { paymentChecks } from '#payments'
import { startBigcommerce } from '#simulators/bigcommerce/index.ts'
import { startShopify } from '#simulators/shopify/index.ts'
import { startWoocommerce } from '#simulators/woocommerce/index.ts'
import { stockChecks } from '#stock'
import { codeOf } from '#tests/shop.ts'
import { syncListings } from '../../server/modules/channels/listings/sync-listings.ts'
import { checkPush } from '../../server/modules/channels/outgoing/check-push.ts'
import { askToPushAgain, pushAgain } from '../../server/modules/channels/outgoing/push-again.ts'
import {
  askRefund,
  type AskRefund,
} from '../../server/modules/channels/outgoing/refunds/ask-refund.ts'
import { readRefundable } from '../../server/modules/channels/outgoing/refunds/read-refundable.ts'
import { findRefunder } from '../../server/modules/channels/outgoing/refunds/refunder.ts'
import { eraseReasons } from '../../server/modules/channels/outgoing/store.ts'
import { simulatedStore } from './simulated-store.ts'

const startAt = new Date('2026-01-15T12:00:00Z')
const MINUTE_MS = 60_000

const PLATFORMS = {
  async shopify() {
    const simulator = await startShopify({ seed: 5, rate: 0, startAt, domain: 'a.myshopify.com' })
    const credentials = { accessToken: 'shpat_simulated' }
    const likely = () => simulator.orders().map(({ externalId }) => externalId)
    return { simulator, uid: simulator.shop.domain, credentials, post: 'POST /admin', likely }
  },
  async woocommerce() {
    const simulator = await startWoocommerce({ seed: 5, rate: 0, startAt })
    const credentials = { consumerKey: 'ck_simulated', consumerSecret: 'cs_simulated' }
    const likely = () =>
      [...simulator.shop.orders.values()]
        .filter(({ method, lines }) => {
          return method === 'razorpay' && lines.some(({ quantity }) => quantity >= 2)
        })
        .map(({ id }) => String(id))
    return { simulator, uid: 'shop.example', credentials, post: 'POST /wp-json', likely }
  },
  async bigcommerce() {
    const simulator = await startBigcommerce({ seed: 5, rate: 0, startAt })
    const { accessToken, storeHash } = simulator
    const post = `POST /stores/${storeHash}/v3/orders/:id/payment_actions/refunds`
    const likely = () => simulator.orders().map(({ externalId }) => externalId)
    return { simulator, uid: storeHash, credentials: { accessToken }, post, likely }
  },
}

/** Platforms are asked slowly, so no more of them than needed. */
async function firstPaid(
  { rows, fetched }: Awaited<ReturnType<typeof simulatedStore>>,
  candidates: string[],
) {
  for (const externalId of candidates) {
    const orderId = await fetched(externalId)
    const paid = await rows(
      `select from orders o join order_lines l on l.order_id = o.id
       where o.id = $1 and o.payment = 'paid' and not o.is_test and l.quantity >= 2`,
      [orderId],
    )
    if (paid.length > 0) return { orderId, externalId }
  }
  throw new Error('No order of this seed is paid and has a line of two pieces.')
}

/** A store with one order that is paid and in whose lines there are two pieces or more. */
async function stage(platform: keyof typeof PLATFORMS, isMapped = false) {
  const { simulator, uid, credentials, post, likely } = await PLATFORMS[platform]()
  const world = await simulatedStore(simulator, { platform, uid, name: 'Shop', credentials })
  const { ctx, rows, storeId } = world
  // How often each may be called is tried elsewhere, and takes its time.
  ctx.outbound.limit = () => {}
  if (isMapped) {
    for (const sku of Object.keys(simulator.stock())) await world.given.product(sku, 50)
    await syncListings(ctx, storeId)
  }
  simulator.makeOrders(12)
  const { orderId, externalId } = await firstPaid(world, likely())
  const [row] = await rows<{ line: number }>(
    `select line from order_lines where order_id = $1 order by quantity desc limit 1`,
    [orderId],
  )
  const outgoing = () =>
    rows<{ id: string; state: string; problem: string | null }>(
      `select id, state, problem from outgoing where kind = 'refund' order by id`,
    )
  const standing = async () =>
    (
      await rows<{ payment: string; refunded: number }>(
        `select payment, refunded_minor::int as refunded from orders where id = $1`,
        [orderId],
      )
    )[0]!
  return {
    ...{ ...world, orderId, externalId, line: row!.line, post, outgoing, standing },
    ask: async (body: Partial<AskRefund['body']>, key = 'a key') => {
      const refunder = await findRefunder(ctx, orderId)
      return askRefund(ctx, {
        ...{ refunder, key, body: { reason: 'Came late', restock: false, ...body } },
      })
    },
    push: (id: string) => pushAgain(ctx, id),
    /** What became of what the platform only took. */
    decided: async () => {
      for (const { id, state } of await outgoing()) {
        if (state === 'submitted') await checkPush(ctx, { outgoingId: id })
      }
    },
    heard: () => world.fetched(externalId),
    /** Refunds that really happened there. */
    given: { ...world.given, back: () => simulator.ledger.entries({ type: 'refund' }).length },
  }
}

async function findings({ ctx }: Awaited<ReturnType<typeof stage>>) {
  const scope = { orgId: ctx.orgId, since: null }
  const checks = [...orderChecks, ...paymentChecks, ...stockChecks]
  return (await Promise.all(checks.map(({ find }) => find(ctx.db, scope)))).flat()
}

const again = { name: 'PlatformBusy' }

test.for(['shopify', 'woocommerce', 'bigcommerce'] as const)(
  'money goes back once at %s: lost answers, dead processes and two workers change nothing',
  async (platform) => {
    await using shop = await stage(platform)
    const { simulator, rows, line, later, push, given, outgoing } = shop
    const { id } = await shop.ask({ lines: [{ line, quantity: 1 }] })
    const [{ amount }] = (await rows<{ amount: number }>(
      `select (body->>'amountMinor')::int as amount from outgoing`,
    )) as [{ amount: number }]

    // The platform does it, and its answer is lost.
    simulator.faults.add({ on: 'request', kind: 'cut_after', match: shop.post, count: 1 })
    if (platform === 'shopify') await push(id)
    else {
      await expect(push(id)).rejects.toMatchObject(again)
      expect(given.back()).toBe(1)
      // Nobody tries while the first attempt may still be going on.
      await expect(push(id)).rejects.toMatchObject(again)
      await later(6 * MINUTE_MS)
      await push(id)
    }
    await shop.decided()
    expect(await outgoing()).toMatchObject([{ state: 'done', problem: null }])
    expect(given.back()).toBe(1)

    // The platform does it, and we die before it is written down.
    const { id: second } = await shop.ask({ amountMinor: 100 }, 'second')
    await rows(
      `alter table outgoing add constraint dead check (state = 'waiting' or id <> '${second}')`,
    )
    await expect(push(second)).rejects.toThrow('dead')
    await rows('alter table outgoing drop constraint dead')
    expect(given.back()).toBe(2)
    await expect(push(second)).rejects.toMatchObject(again)
    await later(6 * MINUTE_MS)
    const workers = await Promise.allSettled([push(second), push(second), push(second)])
    expect(workers.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    await shop.decided()
    expect(given.back()).toBe(2)

    // Three at once, of which none was there before.
    const { id: third } = await shop.ask({ amountMinor: 101 }, 'third')
    await Promise.allSettled([push(third), push(third), push(third)])
    await shop.decided()
    expect(given.back()).toBe(3)
    expect((await outgoing()).map(({ state }) => state)).toEqual(['done', 'done', 'done'])

    // What the platform tells of it, however often, is the same money.
    await shop.heard()
    await shop.heard()
    expect(await shop.standing()).toEqual({ payment: 'partly_refunded', refunded: amount + 201 })
    expect(await findings(shop)).toEqual([])
  },
)

test('whoever asks twice with one key asks once, and nobody gives back more than is left', async () => {
  await using shop = await stage('shopify')
  const { ctx, orderId, line, push, given, later } = shop
  const { leftMinor, lines } = await readRefundable(ctx, orderId)
  const { left, eachMinor } = lines.find((one) => one.line === line)!
  expect(leftMinor).toBeGreaterThan(eachMinor)

  const clicks = await Promise.all([1, 2, 3].map(() => shop.ask({ amountMinor: 500 }, 'clicked')))
  expect(new Set(clicks.map(({ id }) => id)).size).toBe(1)
  const most = { amountMinor: leftMinor - 500 }
  const both = await Promise.allSettled([shop.ask(most, 'one'), shop.ask(most, 'other')])
  expect(both.map(codeOf).toSorted()).toEqual(['fulfilled', 'refund_nothing_left'])
  const [first, rest] = await shop.outgoing()
  await push(first!.id)

  // Refused: it counts as given back no more, until somebody has it pushed again.
  const amountOf = (minor: number) =>
    shop.rows(
      `update outgoing set body = jsonb_set(body, '{amountMinor}', to_jsonb($2::int))
      where id = $1`,
      [rest!.id, minor],
    )
  await amountOf(leftMinor)
  await push(rest!.id)
  expect((await shop.outgoing())[1]).toMatchObject({
    ...{ state: 'refused', problem: expect.stringContaining('can still be given back') },
  })
  const pushed = () => askToPushAgain(ctx, { orderId, outgoingId: rest!.id, of: 'money' })
  await expect(pushed()).rejects.toMatchObject({ code: 'refund_too_large' })
  const goods = askToPushAgain(ctx, { orderId, outgoingId: rest!.id })
  await expect(goods).rejects.toMatchObject({ code: 'outgoing_not_found' })
  await amountOf(leftMinor - 500)
  await pushed()
  await push(rest!.id)
  expect((await shop.outgoing()).map(({ state }) => state)).toEqual(['done', 'done'])
  expect(given.back()).toBe(2)

  const tooMany = { lines: [{ line, quantity: left + 1 }] }
  await expect(shop.ask(tooMany, 'x')).rejects.toMatchObject({ code: 'refund_nothing_left' })
  await later(MINUTE_MS)
  await shop.heard()
  expect(await shop.standing()).toEqual({ payment: 'refunded', refunded: leftMinor })
  expect(await readRefundable(ctx, orderId)).toMatchObject({
    ...{ leftMinor: 0, why: expect.stringContaining('gone back') },
  })
})

test('goods that are back go on the shelf once, and what was never sent is promised no more', async () => {
  await using shop = await stage('shopify', true)
  const { orderId, line, rows, push } = shop
  const level = async () =>
    (
      await rows(
        `select on_hand, reserved from stock_levels where sku =
         (select sku from order_lines where order_id = $1 and line = $2)`,
        [orderId, line],
      )
    )[0]
  const before = (await level()) as { on_hand: number; reserved: number }
  const { id } = await shop.ask({ lines: [{ line, quantity: 1 }], restock: true })
  await shop.ask({ lines: [{ line, quantity: 1 }], restock: true })
  expect(await level()).toEqual(before)
  await push(id)
  await shop.heard()
  expect(await level()).toEqual({ ...before, reserved: before.reserved - 1 })

  const { pieces } = (
    await rows<{ pieces: number }>(
      `select quantity - cancelled_quantity as pieces from order_lines
       where order_id = $1 and line = $2`,
      [orderId, line],
    )
  )[0]!
  shop.simulator.changeOrder(shop.externalId, 'fulfil')
  await shop.heard()
  const sent = (await level()) as { on_hand: number; reserved: number }
  await shop.ask({ lines: [{ line, quantity: pieces }], restock: true }, 'all of it')
  await shop.ask({ lines: [{ line, quantity: pieces }], restock: true }, 'all of it')
  expect(await level()).toEqual({ ...sent, on_hand: sent.on_hand + pieces })
  expect(await findings(shop)).toEqual([])
})

test('where nothing can be given back, it says why before anybody asks', async () => {
  await using shop = await stage('woocommerce')
  const cases: [code: string, change: string, undo: string][] = [
    [
      'refund_not_supported',
      `stores set platform = 'amazon'`,
      `stores set platform = 'woocommerce'`,
    ],
    [
      'refund_not_supported',
      `stores set platform = 'generic'`,
      `stores set platform = 'woocommerce'`,
    ],
    ['refund_disconnected', `stores set state = 'disconnected'`, `stores set state = 'active'`],
    ['refund_trial', `orders set is_test = true`, `orders set is_test = false`],
    ['refund_not_taken', `orders set payment = 'pending'`, `orders set payment = 'paid'`],
    ['refund_erased', `channel_orders set canonical = null`, `channel_orders set canonical = null`],
  ]
  shop.skipHistories()
  const { id } = await shop.ask({ amountMinor: 1 }, 'before')
  const refused = async (code: string) => {
    const { why, leftMinor } = await readRefundable(shop.ctx, shop.orderId)
    expect([code, why, leftMinor]).toEqual([code, expect.stringMatching(/\w.+\.$/), 0])
    await expect(shop.ask({ amountMinor: 1 })).rejects.toMatchObject({ code })
  }
  const ofStore = `where id = '${shop.storeId}'`
  for (const [code, change, undo] of cases) {
    const where = change.startsWith('stores') ? ofStore : ''
    await shop.rows(`update ${change} ${where}`)
    await refused(code)
    await shop.rows(`update ${undo} ${where}`)
  }
  await eraseReasons(shop.ctx.db, shop.ctx.orgId, shop.orderId)
  const kept = await shop.rows(`select body from outgoing where id = $1`, [id])
  expect(kept).toMatchObject([{ body: { reason: 'erased', amountMinor: 1 } }])
  await shop.rows(`delete from channel_orders`)
  await refused('refund_own_order')
})
