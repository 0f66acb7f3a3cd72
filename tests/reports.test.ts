import { expect, test } from 'vitest'
import { seedOrders } from '../server/seed/seed-orders.ts'
import { clearDemo, ensureDemo } from '../server/demo.ts'
import { reportChecks } from '../server/modules/reports/checks.ts'
import {
  ChannelsReport,
  DailyReport,
  ProductsQuery,
  ProductsReport,
  ReportCsvQuery,
  ReportQuery,
  TodayReport,
} from '../server/modules/reports/contract.ts'
import { exportDaily, exportProducts } from '../server/modules/reports/export.ts'
import { salesFollower } from '../server/modules/reports/follow-sales.ts'
import { readChannels } from '../server/modules/reports/read-channels.ts'
import { readDaily } from '../server/modules/reports/read-daily.ts'
import { readProducts } from '../server/modules/reports/read-products.ts'
import { readToday } from '../server/modules/reports/read-today.ts'
import { rebuild, rebuildIfMoved } from '../server/modules/reports/rebuild.ts'
import { findPendingSince } from '../server/modules/reports/store.ts'
import { keepListings } from '#channels'
import { orderJobs, placeOrder, salesSettings, takeStep } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { followHistory, followOnce } from '#platform/follow-history.ts'
import { ensureMonths } from '#platform/partitions.ts'
import { newId } from '#platform/random.ts'
import { changeSetting, shop as shopSettings } from '#settings'
import { insertStore } from '#stores'
import { type Scene, scene } from '#tests/scene.ts'
import { anOrder, shop } from '#tests/shop.ts'
import { stockFollower } from '../server/modules/channels/stock/follow-stock.ts'
import { recover } from '../server/platform/jobs-runtime/dispatcher.ts'
import { plansOf } from './plans/plan.ts'
import { openPool } from '../load/open-pool.ts'

const HOUR_MS = 3_600_000

/** Transactions of other tests on the same server hold the follower back for a moment. */
async function catchUp({ runtime, url }: Scene, batch = 1_000): Promise<void> {
  const follower = { ...salesFollower(runtime, url), batch }
  while (await findPendingSince(runtime.db)) await followOnce(runtime.db, follower)
}

async function differences({ ctx }: Scene, since: Date | null = null) {
  const found = []
  for (const { find } of reportChecks) {
    const looking = ctx.db.transaction().setIsolationLevel('repeatable read')
    found.push(...(await looking.execute((tx) => find(tx, { orgId: ctx.orgId, since }))))
  }
  return found
}

const rollups = async ({ rows }: Scene) => [
  await rows('select * from report_sales order by 1, 2, 3, 4, 5'),
  await rows('select * from report_products where pieces > 0 order by 1, 2, 3, 4, 5'),
]

const place = async ({ ctx, engine }: Awaited<ReturnType<typeof shop>>, pieces: number) =>
  (await placeOrder(ctx, engine, anOrder(['MUG', pieces]), undefined)).order

/** A shop in India with three orders: of the evening, of the night, and of the next morning. */
async function threeOrders() {
  const world = await shop()
  await changeSetting(world.ctx, shopSettings.timeZone, { value: 'Asia/Kolkata' })
  await world.given.product('MUG', 100)
  const orders = []
  for (const pieces of [1, 2, 3]) {
    // 17:30 of the 15th in India, then 23:30, then 05:30 of the next day.
    orders.push(await place(world, pieces))
    world.pass(6 * HOUR_MS)
  }
  await catchUp(world)
  return { world, orders }
}

const DAYS = { from: '2026-01-15', to: '2026-01-16' }

test('what happens to an order later moves the day on which it was placed', async () => {
  const { world, orders } = await threeOrders()
  await using _world = world
  const { ctx } = world
  const daily = async () => {
    await catchUp(world)
    expect(await differences(world)).toEqual([])
    const { days } = await readDaily(ctx, DAYS)
    return days.map((day) => [day.orders, day.cancelled, day.pieces, day.netMinor])
  }
  expect(await daily()).toEqual([
    [2, 0, 3, 3_000],
    [1, 0, 3, 3_000],
  ])

  world.pass(90 * 24 * HOUR_MS)
  const [first, second, third] = orders.map(({ id }) => id)
  await takeStep(ctx, { orderId: first!, step: { type: 'cancel', reason: 'no' } })
  await takeStep(ctx, { orderId: second!, step: { type: 'confirm' } })
  await takeStep(ctx, { orderId: second!, step: { type: 'ship' } })
  const signal = new AbortController().signal
  const refund = { orderId: third!, amountMinor: 500 }
  await orderJobs['orders.apply_refund'].run(ctx, refund, signal)
  expect(await daily()).toEqual([
    [1, 1, 2, 2_000],
    [1, 0, 3, 2_500],
  ])
  const lines = [{ line: 1, quantity: 1 }]
  await takeStep(ctx, { orderId: second!, step: { type: 'take_back', goods: 'restock', lines } })
  await catchUp(world)
  const { products } = await readProducts(ctx, { ...DAYS, sortBy: 'net', limit: 10 })
  expect(products).toMatchObject([{ sku: 'MUG', name: 'Product MUG', pieces: 5, returned: 1 }])
})

test.for([true, false])('cancelled pieces are not sold (tax included: %s)', async (isIncluded) => {
  await using world = await shop()
  const { ctx } = world
  await world.given.product('MUG', 100, 333)
  const [rate, included] = ['tax_rate_basis_points', 'tax_included'].map((name) =>
    salesSettings.find(({ key }) => key === `sales.${name}`)!,
  )
  await changeSetting(ctx, rate!, { value: 1_800 })
  await changeSetting(ctx, included!, { value: isIncluded })
  const [id] = [(await place(world, 7)).id, await place(world, 3)]
  const lines = [{ line: 1, quantity: 4 }]
  await takeStep(ctx, { orderId: id, step: { type: 'cancel_lines', reason: 'no', lines } })
  // Money that goes back for them is no refund of what is left.
  const refund = { orderId: id, amountMinor: 400, takenMinor: 4_000 }
  await orderJobs['orders.apply_refund'].run(ctx, refund, new AbortController().signal)
  await catchUp(world)
  expect(await differences(world)).toEqual([])
  const { totals } = await readDaily(ctx, DAYS)
  const [{ sum } = { sum: 0 }] = await world.rows<{ sum: number }>(
    'select sum(grand_total_minor)::int as sum from orders',
  )
  const sold = { orders: 2, pieces: 6, refundedMinor: 0, totalMinor: sum }
  expect(totals).toMatchObject([sold])
})

test('days without orders are there, and what came before stands beside them', async () => {
  const { world } = await threeOrders()
  await using _world = world
  const query = { from: '2026-01-16', to: '2026-01-17', compare: 'previous' } as const
  const { days, totals, previous, timeZone } = await readDaily(world.ctx, query)
  expect(timeZone).toBe('Asia/Kolkata')
  expect(days.map(({ day, netMinor }) => [day, netMinor])).toEqual([
    ['2026-01-16', 3_000],
    ['2026-01-17', 0],
  ])
  expect(totals).toMatchObject([{ currency: 'INR', orders: 1, averageOrderMinor: 3_000 }])
  expect(previous).toMatchObject({ from: '2026-01-14', to: '2026-01-15' })
  expect(previous!.totals).toMatchObject([{ orders: 2, netMinor: 3_000 }])
  expect((await readChannels(world.ctx, query)).channels).toMatchObject([
    { store: { platform: 'website' }, orders: 1 },
  ])
  expect((await readDaily(world.ctx, { ...query, channel: 'shopify' })).totals).toEqual([])
})

test('a February stands beside the February of the year before, whatever their lengths', async () => {
  await using world = await scene()
  const february = { from: '2024-02-01', to: '2024-02-29', compare: 'year' } as const
  const { previous } = await readDaily(world.ctx, february)
  expect(previous).toMatchObject({ from: '2023-02-01', to: '2023-02-28' })
})

test('currencies are never added to each other', async () => {
  await using world = await shop()
  await world.given.product('MUG', 100)
  await world.given.product('CUP', 100, 700, 'JPY')
  await place(world, 1)
  const yen = { ...anOrder(['CUP', 1]), currency: 'JPY' }
  await placeOrder(world.ctx, world.engine, yen, undefined)
  await catchUp(world)
  const { totals } = await readDaily(world.ctx, {})
  expect(totals.map(({ currency, grossMinor }) => [currency, grossMinor])).toEqual([
    ['INR', 1_000],
    ['JPY', 700],
  ])
  const files = await Promise.all([exportDaily(world.ctx, DAYS), exportProducts(world.ctx, DAYS)])
  const [daily, products] = await Promise.all(
    files.map(async (pages) => (await Array.fromAsync(pages)).flat()),
  )
  expect(daily).toHaveLength(1 + 2 * 2)
  expect(daily![0]!.slice(5, 9)).toEqual(['gross', 'discount', 'refunded', 'net'])
  expect(
    new Set(daily!.slice(1).map((cells) => [cells[1], cells[5], cells.at(-1)].join())),
  ).toEqual(new Set(['INR,10.00,10.00', 'INR,0.00,', 'JPY,700,700', 'JPY,0,']))
  expect(products).toEqual([
    ['sku', 'name', 'currency', 'pieces', 'returned', 'gross', 'discount', 'net'],
    ['CUP', 'Product CUP', 'JPY', '1', '0', '700', '0', '700'],
    ['MUG', 'Product MUG', 'INR', '1', '0', '10.00', '0.00', '10.00'],
  ])
})

test('figures that are too large to be exact are told as near as can be', async () => {
  await using world = await shop()
  await world.given.product('MUG', 20_000, 1_000_000_000_000)
  for (let i = 0; i < 10; i++) await place(world, 1_000)
  await catchUp(world)
  expect(await differences(world)).toEqual([])
  const { ctx } = world
  const whole = { grossMinor: 1e16 }
  expect(DailyReport.parse(await readDaily(ctx, DAYS)).totals).toMatchObject([whole])
  expect(ChannelsReport.parse(await readChannels(ctx, DAYS)).channels).toMatchObject([whole])
  const products = await readProducts(ctx, ProductsQuery.parse(DAYS))
  expect(ProductsReport.parse(products).products).toMatchObject([whole])
  const { totals } = TodayReport.parse(await readToday(ctx))
  expect(totals).toMatchObject([{ today: whole }])
})

test('today stands beside the same weekday up to the same minute', async () => {
  await using world = await shop()
  await world.given.product('MUG', 100)
  // Noon in UTC: one order at 12:00, one at 12:20, one at 13:00.
  await place(world, 1)
  world.pass(HOUR_MS / 3)
  await place(world, 2)
  world.pass((2 * HOUR_MS) / 3)
  await place(world, 3)
  world.pass(7 * 24 * HOUR_MS - HOUR_MS / 2) // A week later it is 12:30.
  await place(world, 4)
  await catchUp(world)
  const { totals, channels, hours } = await readToday(world.ctx)
  const sold = {
    today: { orders: 1, totalMinor: 4_000 },
    lastWeek: { orders: 2, totalMinor: 3_000 },
  }
  expect(totals).toMatchObject([sold])
  expect(channels).toMatchObject([{ store: { platform: 'website' }, ...sold }])
  expect(hours[13]).toMatchObject({ today: { orders: 0 }, lastWeek: { orders: 1 } })
})

test('however the follower is cut off, the figures are what the orders say', async () => {
  await using world = await shop()
  await ensureMonths(world.ctx.db, 'history', world.ctx.clock.now())
  const of = { orders: 120, seed: 11, products: 8, days: 20, directUrl: world.url }
  await seedOrders(world.ctx, of)
  const follower = { ...salesFollower(world.runtime, world.url), batch: 37 }
  for (let n = 0; n < 6; n++) {
    await followOnce(world.runtime.db, follower)
    expect(await differences(world)).toEqual([])
  }
  // Counted from scratch in the middle of it, and followed to the end.
  await rebuild(world.runtime, { orgId: world.ctx.orgId, directUrl: world.url })
  expect(await differences(world)).toEqual([])
  await catchUp(world, 50)
  expect(await differences(world)).toEqual([])
  expect(await differences(world, new Date(0))).toEqual([])
  const followed = await rollups(world)
  await rebuild(world.runtime, { orgId: world.ctx.orgId, directUrl: world.url })
  expect(await rollups(world)).toEqual(followed)
  expect(followed[0]).not.toEqual([])
})

test('an event that overtook the one before it is counted as well', async () => {
  const { world, orders } = await threeOrders()
  await using _world = world
  await takeStep(world.ctx, { orderId: orders[0]!.id, step: { type: 'cancel', reason: 'no' } })
  await catchUp(world)
  const followed = await rollups(world)
  // As if the cancelling transaction had begun first: it stands before the placing one.
  await world.rows('delete from report_sales')
  await world.rows('delete from report_products')
  await world.rows(`update history set xid = '4' where type = 'order.cancelled'`)
  await world.rows(`update dispatch_positions set xid = '0', id = 0 where name = 'reports'`)
  await followOnce(world.runtime.db, { ...salesFollower(world.runtime, world.url), batch: 1 })
  await catchUp(world, 2)
  expect(await rollups(world)).toEqual(followed)
})

test('after a restore into a younger server figures and listings are made anew, once', async () => {
  const { world, orders } = await threeOrders()
  await using _world = world
  // All of these have started their jobs, and the last one, which nobody has counted, has not.
  await world.rows(`update dispatch_positions p set xid = h.xid, id = h.id
    from (select xid, id from history order by history.xid desc, id desc limit 1) h
    where p.name = 'jobs'`)
  await place(world, 5)
  // The same rows with the transaction ids of a server that had lived much longer.
  const older = `xid = (xid::text::bigint + 1e9)::text::xid8`
  await world.rows(`update history set ${older}`)
  await world.rows(`insert into dispatch_positions (name, xid, id) values ('stock_push', '7', 0)
    on conflict do nothing`)
  await world.rows(`update dispatch_positions set ${older}`)
  const storeId = newId()
  await insertStore(world.ctx.db, world.ctx.orgId, {
    ...{ id: storeId, key: storeId, platform: 'shopify', uid: 'mill.example', name: 'Mill' },
  })
  const mug = { variantId: 'v1', productId: 'p1', sku: 'MUG', title: 'Mug', quantity: 3 }
  await keepListings(world.ctx, storeId, [mug])
  await world.rows(`update listings set dirty_at = null`)

  const followers = [salesFollower(world.runtime, world.url), stockFollower(world.runtime)]
  const following = followers.map((follower) => followHistory(world.runtime, follower))
  const pool = openPool(world.url, 1)
  await expect.poll(() => recover(pool, 3)).toBe(true)
  await pool.end()
  const lost = `select from dispatch_positions where xid >= pg_snapshot_xmax(pg_current_snapshot())`
  await expect.poll(() => world.rows(lost)).toEqual([{}]) // The search is not followed here.
  await Promise.all(following.map((one) => one.stop()))
  expect(await differences(world)).toEqual([])
  expect(await world.rows(`select from listings where dirty_at is null`)).toEqual([])

  await takeStep(world.ctx, { orderId: orders[0]!.id, step: { type: 'cancel', reason: 'no' } })
  await catchUp(world)
  expect(await differences(world)).toEqual([])
  const sums = 'sum(orders)::int as orders, sum(cancelled)::int as cancelled'
  const sold = await world.rows(`select ${sums} from report_sales`)
  expect(sold).toEqual([{ orders: 3, cancelled: 1 }])
})

test.for<[what: string, statement: string]>([
  ['a figure that drifted', 'update report_sales set gross_minor = gross_minor + 1'],
  ['an hour that is gone', 'delete from report_sales where hour = 23'],
  ['a product that nobody sold', `update report_products set sku = 'GHOST'`],
])('verify finds %s, and counting again heals it', async ([, statement]) => {
  const { world } = await threeOrders()
  await using _world = world
  await world.rows(statement)
  expect(await differences(world)).not.toEqual([])
  expect(await differences(world, new Date(0))).not.toEqual([])
  await rebuild(world.runtime, { orgId: world.ctx.orgId, directUrl: world.url })
  expect(await differences(world)).toEqual([])
})

test('verify knows a day on which the clocks go back at midnight', async () => {
  await using world = await shop()
  const { ctx } = world
  await changeSetting(ctx, shopSettings.timeZone, { value: 'Atlantic/Azores' })
  await world.given.product('MUG', 100)
  // The first half hour of the day, before midnight comes a second time.
  world.pass(Date.UTC(2026, 9, 25, 0, 30) - ctx.clock.now().getTime())
  await ensureMonths(ctx.db, 'history', ctx.clock.now())
  await place(world, 1)
  await catchUp(world)
  const { days } = await readDaily(ctx, { from: '2026-10-24', to: '2026-10-25' })
  expect(days.map(({ orders }) => orders)).toEqual([0, 1])
  expect(await differences(world, new Date(0))).toEqual([])
  await world.rows('update report_sales set gross_minor = gross_minor + 1')
  expect(await differences(world, new Date(0))).toHaveLength(1)
})

test('when the shop moves, its days are counted anew', async () => {
  const { world } = await threeOrders()
  await using _world = world
  await changeSetting(world.ctx, shopSettings.timeZone, { value: 'UTC' })
  await rebuildIfMoved(world.ctx, world.url)
  const { days } = await readDaily(world.ctx, DAYS)
  expect(days.map(({ orders }) => orders)).toEqual([2, 1])
  expect(await differences(world)).toEqual([])
})

test.for([
  [{ from: '2026-01-17', to: '2026-01-16' }, '/query/to'],
  [{ from: '2022-01-01', to: '2026-01-16' }, '/query/to'],
  [{ from: '2026-01-16' }, '/query/from'],
  [{ from: '0001-01-01' }, '/query/from'],
] as const)('no report is made of the days %o', async ([query, pointer]) => {
  await using world = await shop()
  await expect(readDaily(world.ctx, query)).rejects.toMatchObject({
    code: 'invalid_request',
    details: { errors: [{ pointer }] },
  })
})

test('no report begins before 1900 or ends after 2999', async () => {
  for (const to of ['9999-12-31', '3000-01-01', '1899-12-31', '0001-01-01', '0000-01-01']) {
    expect(ReportQuery.safeParse({ to }).success).toBe(false)
    expect(ProductsQuery.safeParse({ from: to }).success).toBe(false)
    expect(ReportCsvQuery.safeParse({ to }).success).toBe(false)
  }
  await using world = await shop()
  for (const to of ['1900-01-01', '2999-12-31']) {
    const { days, previous } = await readDaily(
      world.ctx,
      ReportQuery.parse({ to, compare: 'previous' }),
    )
    expect([days, previous?.days]).toEqual([[], []])
  }
})

test('with the demo its figures go', async () => {
  await using world = await shop()
  await ensureMonths(world.ctx.db, 'history', world.ctx.clock.now())
  await ensureDemo(world.ctx, { directUrl: world.url })
  await catchUp(world)
  const query = { from: '2025-12-01', to: '2026-01-31' }
  const sold = (await readDaily(world.ctx, query)).totals
  expect(sold.reduce((sum, { orders, cancelled }) => sum + orders + cancelled, 0)).toBe(300)
  await clearDemo(world.ctx)
  expect(await rollups(world)).toEqual([[], []])
})

test('a report of thirty days reads its rows of the rollup and no order', async () => {
  await using world = await shop()
  await fillYears(world)
  const { orgId } = world.ctx
  const query = { from: '2026-01-01', to: '2026-01-30', compare: 'previous' } as const
  const reads: [index: string, read: (ctx: Ctx) => Promise<unknown>][] = [
    ['report_sales_pkey', (ctx) => readDaily(ctx, query)],
    ['report_sales_pkey', (ctx) => readChannels(ctx, { ...query, currency: 'INR' })],
    ['report_products_pkey', (ctx) => readProducts(ctx, { ...query, sortBy: 'net', limit: 50 })],
    ['report_sales_pkey', readToday],
  ]
  for (const [index, read] of reads) {
    const plans = await plansOf(world, (db) => read({ ...world.ctx, db, orgId }))
    const text = plans.map((plan) => plan.text).join('\n')
    expect(
      plans.some((plan) => plan.usesIndex(index)),
      text,
    ).toBe(true)
    // Of the orders, only those of a part of one hour.
    expect(text).not.toMatch(/Seq Scan on (report_(sales|products)|orders|order_lines|history)/)
  }
})

/** Two years of eight stores, and some other org beside them. */
async function fillYears(world: Scene): Promise<void> {
  const other = await world.anotherOrg()
  await world.rows(`insert into report_zones select id, 'UTC' from orgs`)
  await world.rows(
    `insert into report_sales
     select org, day, hour, ('00000000-0000-0000-0000-00000000000' || store)::uuid, 'INR',
       1, 0, 1, 100, 0, 0, 0, 0, 0
     from unnest($1::uuid[]) org, generate_series(1, 4) store, generate_series(8, 20, 4) hour,
       generate_series('2024-02-01'::date, '2026-01-31', '1 day') day`,
    [[world.ctx.orgId, other.orgId]],
  )
  await world.rows(
    `insert into report_products
     select $1, day, 'SKU-' || n, gen_random_uuid(), 'INR', 1, 0, 100, 0
     from generate_series(1, 20) n, generate_series('2025-01-01'::date, '2026-01-31', '1 day') day`,
    [world.ctx.orgId],
  )
  await world.rows('vacuum analyze report_sales, report_products')
}
