import { expect, test } from 'vitest'
import { orderChecks } from '#orders'
import { paymentChecks } from '#payments'
import { startBigcommerce } from '#simulators/bigcommerce/index.ts'
import { startShopify } from '#simulators/shopify/index.ts'
import { startWoocommerce } from '#simulators/woocommerce/index.ts'
import { simulatedStore } from './simulated-store.ts'
import { anOrderOf, importStage, type SentOrder } from './stage.ts'

const AWAITING_PAYMENT = 7
const startAt = new Date('2026-01-15T12:00:00Z')

const PLATFORMS = {
  async shopify() {
    const simulator = await startShopify({ seed: 5, rate: 0, startAt, domain: 'a.myshopify.com' })
    const unpaid = () =>
      [...simulator.shop.orders.values()]
        .filter((one) => one.gateway.includes('COD') && one.lines.some((l) => l.quantity > 1))
        .map(({ id }) => String(id))
    const credentials = { accessToken: 'shpat_simulated' }
    return { simulator, uid: simulator.shop.domain, credentials, state: 'due', unpaid }
  },
  async woocommerce() {
    const simulator = await startWoocommerce({ seed: 5, rate: 0, startAt })
    const unpaid = () =>
      [...simulator.shop.orders.values()]
        .filter(({ method, lines }) => method === 'cod' && lines[0]!.quantity > 1)
        .map(({ id }) => String(id))
    const credentials = { consumerKey: 'ck_simulated', consumerSecret: 'cs_simulated' }
    return { simulator, uid: 'shop.example', credentials, state: 'due', unpaid }
  },
  async bigcommerce() {
    const simulator = await startBigcommerce({ seed: 5, rate: 0, startAt })
    const { accessToken, storeHash: uid } = simulator
    const unpaid = () =>
      [...simulator.store.orders.values()]
        .filter(({ statusId, lines }) => statusId === AWAITING_PAYMENT && lines[0]!.quantity > 1)
        .map(({ id }) => String(id))
    return { simulator, uid, credentials: { accessToken }, state: 'pending', unpaid }
  },
}

async function unpaidOrder(platform: keyof typeof PLATFORMS) {
  const { simulator, uid, credentials, state, unpaid } = await PLATFORMS[platform]()
  const world = await simulatedStore(simulator, { platform, uid, name: 'Shop', credentials })
  const { ctx, rows } = world
  // How often each may be called is tried elsewhere, and takes its time.
  ctx.outbound.limit = () => {}
  simulator.makeOrders(60)
  const externalId = unpaid()[0]!
  const orderId = await world.fetched(externalId)
  return {
    ...{ ...world, externalId, orderId, state },
    /** The merchant does it, and the platform is asked what has become of the order. */
    after: async (change: 'edit' | 'pay' | 'refund') => {
      await world.later(60_000)
      expect(simulator.changeOrder(externalId, change)).toBe(true)
      await world.fetched(externalId)
    },
    charge: async () =>
      (
        await rows<{ state: string; asked: number }>(
          `select state, amount_minor::int as asked from payment_intents where order_id = $1`,
          [orderId],
        )
      )[0]!,
    booked: async () =>
      (
        await rows<{ minor: number }>(
          `select coalesce(sum(amount_minor), 0)::int as minor from money_entries
           where order_id = $1 and account = 'provider'`,
          [orderId],
        )
      )[0]!.minor,
    findings: async () => {
      const scope = { orgId: ctx.orgId, since: null }
      const found = [...orderChecks, ...paymentChecks].map(({ find }) => find(ctx.db, scope))
      return (await Promise.all(found)).flat()
    },
  }
}

test.for(['shopify', 'woocommerce', 'bigcommerce'] as const)(
  'an unpaid order of %s that is edited down and up is asked for what it costs then',
  async (platform) => {
    await using shop = await unpaidOrder(platform)
    const { charge, state, booked } = shop
    const { asked: first } = await charge()
    const asked = [first]
    // Down to a single piece, and from there up again.
    do {
      await shop.after('edit')
      const now = await charge()
      expect(now.state).toBe(state)
      expect(await shop.findings()).toEqual([])
      asked.push(now.asked)
    } while (asked.at(-1)! < asked.at(-2)!)
    expect(asked[1]).toBeLessThan(first)
    expect(asked.at(-1)).toBeGreaterThan(asked.at(-2)!)

    await shop.after('pay')
    expect(await charge()).toEqual({ state: 'succeeded', asked: asked.at(-1) })
    expect(await booked()).toBe(asked.at(-1))
    expect(await shop.findings()).toEqual([])

    await shop.after('refund')
    expect((await charge()).asked).toBe(asked.at(-1))
    expect(await booked()).toBeLessThan(asked.at(-1)!)
    expect(await shop.findings()).toEqual([])
  },
)

test('pieces that WooCommerce takes off an unpaid order move no money and lower what is asked', async () => {
  await using shop = await unpaidOrder('woocommerce')
  const { asked: first } = await shop.charge()
  await shop.after('refund')
  const { state, asked } = await shop.charge()
  expect(state).toBe('due')
  expect(asked).toBeLessThan(first)
  expect(await shop.booked()).toBe(0)
  const [order] = await shop.rows<{ payment: string; refunded: number }>(
    `select payment, refunded_minor::int as refunded from orders where id = $1`,
    [shop.orderId],
  )
  expect(order).toEqual({ payment: 'due', refunded: 0 })
  expect(await shop.findings()).toEqual([])
})

test('verify sees a charge that is not what the order costs', async () => {
  await using shop = await unpaidOrder('shopify')
  await shop.rows(`update payment_intents set amount_minor = amount_minor + 1`)
  expect(await shop.findings()).toMatchObject([
    { detail: expect.stringMatching(/^asked for \d+, left \d+$/) },
  ])
})

test.for<[what: string, said: SentOrder, payment: string, asked: number, held: number]>([
  ['costs less', { totals: { grandTotalMinor: 700 } }, 'due', 700, 0],
  ['costs more', { totals: { grandTotalMinor: 1_900 } }, 'due', 1_900, 0],
  [
    'has less of what was ordered',
    { totals: { grandTotalMinor: 1_000, currentTotalMinor: 400, outstandingMinor: 400 } },
    ...(['due', 400, 0] as const),
  ],
  [
    'has more than was ordered',
    { totals: { grandTotalMinor: 1_000, currentTotalMinor: 1_400 } },
    ...(['due', 1_400, 0] as const),
  ],
  [
    'was paid in part',
    {
      paymentStatus: 'partially_paid',
      totals: { grandTotalMinor: 1_000, outstandingMinor: 700 },
    },
    ...(['pending', 700, 300] as const),
  ],
  [
    'is paid after it cost less',
    { paymentStatus: 'paid', totals: { grandTotalMinor: 1_000, currentTotalMinor: 400 } },
    ...(['paid', 400, 400] as const),
  ],
  [
    'is authorised for the first total',
    {
      paymentStatus: 'authorized',
      totals: { grandTotalMinor: 1_000, currentTotalMinor: 400, outstandingMinor: 0 },
    },
    ...(['authorised', 1_000, 0] as const),
  ],
  [
    'is cancelled',
    { lifecycle: 'cancelled', totals: { grandTotalMinor: 1_000, currentTotalMinor: 0 } },
    ...(['voided', 1_000, 0] as const),
  ],
])('of an order of ours that %s', async ([, said, payment, asked, held]) => {
  const stage = await importStage()
  try {
    const at = (minute: number) => `2027-01-05T10:0${minute}:00Z`
    const cod = { paymentStatus: 'cod_pending', updatedAt: at(1) }
    await stage.send(anOrderOf('W-1', cod))
    await stage.send(anOrderOf('W-1', { ...cod, updatedAt: at(2), ...said }))
    // The same is true when the first that is heard of it is how it is now.
    await stage.send(anOrderOf('W-2', { ...cod, ...said }))
    const found = await stage.rows(
      `select o.payment, i.amount_minor::int as asked, (
         select coalesce(sum(amount_minor), 0)::int from money_entries e
         where e.order_id = o.id and account = 'provider') as held
       from orders o join payment_intents i on i.order_id = o.id order by o.external_id`,
    )
    expect(found).toEqual(found.map(() => ({ payment, asked, held })))
    expect(found).toHaveLength(2)
  } finally {
    await stage.stop()
  }
})

test('what was taken stays taken when the order costs less, until the money goes back', async () => {
  const stage = await importStage()
  const seen = async () =>
    (
      await stage.rows(
        `select o.grand_total_minor::int as costs, i.state, i.amount_minor::int as taken, (
           select sum(amount_minor)::int from money_entries e
           where e.order_id = o.id and account = 'provider') as held
         from orders o join payment_intents i on i.order_id = o.id`,
      )
    )[0]
  try {
    const send = (minute: number, more: SentOrder) =>
      stage.send(anOrderOf('W-1', { updatedAt: `2027-01-05T10:0${minute}:00Z`, ...more }))
    const taken = { state: 'succeeded', taken: 1_000 }
    await send(1, {})
    expect(await seen()).toEqual({ ...taken, costs: 1_000, held: 1_000 })
    await send(2, { totals: { grandTotalMinor: 1_000, currentTotalMinor: 600 } })
    expect(await seen()).toEqual({ ...taken, costs: 600, held: 1_000 })
    // More was ordered, and the rest of it is not paid yet.
    const more = { grandTotalMinor: 1_400, currentTotalMinor: 1_400, outstandingMinor: 400 }
    await send(3, { paymentStatus: 'partially_paid', totals: more })
    expect(await seen()).toEqual({ ...taken, costs: 1_400, held: 1_000 })
    await send(4, { paymentStatus: 'paid', totals: { ...more, outstandingMinor: 0 } })
    expect(await seen()).toEqual({ ...taken, costs: 1_400, held: 1_400 })
    const back = { grandTotalMinor: 1_400, currentTotalMinor: 600, refundedMinor: 800 }
    await send(5, { paymentStatus: 'partially_refunded', totals: back })
    expect(await seen()).toEqual({ ...taken, costs: 1_400, held: 600 })
  } finally {
    await stage.stop()
  }
})
