import { WrongUse } from '#platform/command.ts'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createProduct } from '#catalog'
import { addStore } from '#channels'
import { landParts } from '#intake'
import { verify } from '#integrity'
import { type OrderEngine, orderChecks, placeOrder } from '#orders'
import { paymentChecks } from '#payments'
import { inTransaction } from '#platform/database.ts'
import { dispatchOnce } from '#platform/jobs-runtime/dispatcher.ts'
import { metersOf } from '#platform/jobs-runtime/meters.ts'
import { JOBS_TABLE, openQueue, prepareQueues } from '#platform/jobs-runtime/queue.ts'
import { job } from '#platform/jobs.ts'
import { newId } from '#platform/random.ts'
import { stockChecks } from '#stock'
import { seedCommands } from '../server/commands/seed.ts'
import { askForDemo, clearDemo, ensureDemo, fillDemo, readSetup } from '../server/demo.ts'
import { timeOfId } from '../server/modules/intake/messages/message.ts'
import { processOrPark } from '../server/modules/intake/receive/receive.ts'
import { catalogue } from '../server/seed/catalogue.ts'
import { seedOrders } from '../server/seed/seed-orders.ts'
import { subscriptions } from '../server/subscriptions.ts'
import { anOrderOf } from './import/stage.ts'
import type { Scene } from './scene.ts'
import { anOrder, shop } from './shop.ts'

const checks = [...stockChecks, ...paymentChecks, ...orderChecks]
const SEED = 20_260_115

const seedInto = (world: Scene, orders: number, seed = SEED) =>
  seedOrders(world.ctx, { orders, seed, products: 40, days: 120, directUrl: world.url })

async function findings({ ctx, url }: Scene) {
  const run = await verify(ctx, { checks, directUrl: url }, 'all')
  return run.checks.filter(({ findings: found }) => found.length > 0)
}

const sum = async (world: Scene, text: string): Promise<number> =>
  (await world.rows<{ n: number }>(`select (${text})::int as n`))[0]!.n

test(`seeded books balance, and each order is what its history tells (seed ${SEED})`, async () => {
  await using world = await shop()
  const { orders } = await seedInto(world, 2_000)
  expect(orders).toBe(2_000)
  expect(await sum(world, 'select count(*) from orders where org_id is not null')).toBe(2_000)
  expect(await findings(world)).toEqual([])
})

test('the same seed gives the same data, another one does not', async () => {
  await using one = await shop()
  await using two = await shop()
  await using other = await shop()
  await Promise.all([seedInto(one, 300), seedInto(two, 300), seedInto(other, 300, 1)])
  const first = await contentOf(one)
  expect(await contentOf(two)).toEqual(first)
  expect(await contentOf(other)).not.toEqual(first)
})

const contentOf = (world: Scene) =>
  world.rows(`
    select o.id, number, status, payment, holds, tags, currency, grand_total_minor, customer_name,
      customer_email, customer_phone, shipping_address, placed_at, updated_at, version,
      array_agg((sku, quantity, unit_price_minor, shipped_quantity)::text order by line) as lines
    from orders o join order_lines l on l.org_id = o.org_id and l.order_id = o.id
    group by o.org_id, o.id order by o.id`)

test('the engine counts on after a seed, and so does the next seed', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  const place = async () =>
    (await placeOrder(world.ctx, world.engine, anOrder(['MUG', 1]), undefined)).order.number
  const before = await place()
  const { firstNumber } = await seedInto(world, 120)
  expect(firstNumber).toBeGreaterThan(Number(before.slice(3)))
  const again = await seedInto(world, 120) // The same seed, at the same moment.
  expect(again.firstNumber).toBeGreaterThanOrEqual(firstNumber + 120)
  for (let n = 0; n < 3; n++) await place()
  expect(await findings(world)).toEqual([])
  expect(
    await sum(world, 'select count(distinct number) from orders where org_id is not null'),
  ).toBe(244)
})

test('a seeded SKU is sold by the engine until there is none left', async () => {
  await using world = await shop()
  await seedInto(world, 200)
  const [level] = await world.rows<{ sku: string; free: number }>(`
    select sku, sum(on_hand - reserved)::int as free from stock_levels where org_id is not null
    group by sku having sum(on_hand - reserved) > 3 order by 2 limit 1`)
  const { sku, free } = level!
  const buy = (quantity: number) =>
    placeOrder(world.ctx, world.engine, anOrder([sku, quantity]), undefined)
  await expect(buy(free + 1)).rejects.toMatchObject({ code: 'out_of_stock' })
  await buy(free)
  expect(await findings(world)).toEqual([])
})

test('buyers who take all that a seed has brought so far do not stop it', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  await placeOrder(world.ctx, world.engine, anOrder(['MUG', 1]), undefined)
  let isOver = false
  const seeded = seedInto(world, 4_000).finally(() => (isOver = true))
  let bought = 0
  const buyAll = async () => {
    const free = await world.rows<{ sku: string; free: number }>(`
      select sku, sum(on_hand - reserved)::int as free from stock_levels where org_id is not null
      group by sku having sum(on_hand - reserved) > 0`)
    const orders = free.map(({ sku, free: all }) =>
      placeOrder(world.ctx, world.engine, anOrder([sku, all]), undefined),
    )
    for (const { status } of await Promise.allSettled(orders)) if (status === 'fulfilled') bought++
  }
  while (!isOver) await buyAll()
  expect(await seeded).toMatchObject({ orders: 4_000 })
  expect(bought).toBeGreaterThan(10)
  expect(await sum(world, 'select count(*) from orders where org_id is not null')).toBe(
    4_001 + bought,
  )
  expect(await findings(world)).toEqual([])
})

test('no job follows from what is seeded, and each from what comes after it', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  const nothing = job({ payload: z.unknown(), attemptsMax: 1, run: async () => {} })
  const jobs = Object.fromEntries(
    Object.values(subscriptions)
      .flat()
      .map((name) => [name, nothing]),
  )
  const queue = await openQueue(world.url, world.runtime.log)
  await prepareQueues(queue, jobs)
  const meters = metersOf(world.runtime.metrics)
  const dispatch = async () => {
    // `blocked`: somebody else on this server still writes, and it must not be overtaken.
    while ((await dispatchOnce({ queue, jobs, subscriptions, meters })) !== 'nothing');
    const made = await world.rows<{ name: string; orderId: string }>(
      `select name, data->'payload'->>'orderId' as "orderId" from ${JOBS_TABLE}`,
    )
    return made.map(({ name, orderId }) => `${name} ${orderId}`)
  }
  try {
    await seedInto(world, 600)
    expect(await dispatch()).toEqual([])
    const { order } = await placeOrder(world.ctx, world.engine, anOrder(['MUG', 1]), undefined)
    expect(await dispatch()).toEqual([`payments.settle_charge ${order.id}`])
  } finally {
    await queue.close()
  }
})

test('a seed that fails leaves the first orders, whole, and nothing of the others', async () => {
  await using world = await shop()
  const clash = `insert into orders
    select (json_populate_record(o, '{"id": "${newId()}", "number": "PS-101700"}')).*
    from orders o where org_id is not null limit 1`
  await seedInto(world, 1)
  await world.rows(clash.replace(`"}')`, `", "external_id": "clash"}')`))
  await expect(seedInto(world, 2_500)).rejects.toThrow('a_number_is_one_order')
  await world.rows(`delete from orders where org_id is not null and external_id = 'clash'`)
  expect(await sum(world, 'select count(*) from orders where org_id is not null')).toBe(1_001)
  expect(await findings(world)).toEqual([])
})

test('the first orders of a database come whole or not at all, and every index stays', async () => {
  await using world = await shop()
  const schema = () =>
    world.rows<{ definition: string }>(`
      select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) as definition
      from pg_constraint where connamespace = 'public'::regnamespace
      union all select indexdef from pg_indexes where schemaname = 'public' order by 1`)
  await world.rows(`
    create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'the very last statement fails'; end $$;
    create trigger refuse before insert on order_counters execute function refuse()`)
  const refused = async (orders: number) =>
    expect(seedInto(world, orders)).rejects.toThrow('the very last statement fails')
  await refused(1) // It makes the months of the history, which stay.
  const before = await schema()
  await refused(2_000)
  expect(await schema()).toEqual(before)
  expect(await sum(world, 'select count(*) from orders where org_id is not null')).toBe(0)

  await world.rows('drop trigger refuse on order_counters')
  await seedInto(world, 2_000)
  expect(await schema()).toEqual(before)
  expect(await sum(world, 'select count(*) from orders where org_id is not null')).toBe(2_000)
})

test('people buy more in the evening than at night, and come again', async () => {
  await using world = await shop()
  await seedInto(world, 1_500)
  const at = (hours: string) => `select count(*) from orders where org_id is not null and
    extract(hour from placed_at at time zone 'Asia/Kolkata') between ${hours}`
  expect(await sum(world, at('18 and 21'))).toBeGreaterThan(4 * (await sum(world, at('1 and 4'))))
  const people = 'select count(*) from customers where org_id is not null'
  const buyers = 'select count(distinct customer_id) from orders where org_id is not null'
  expect(await sum(world, people)).toBe(await sum(world, buyers))
  expect(await sum(world, people)).toBeLessThan(1_100)
  const platforms = 'select count(distinct platform) from stores where org_id is not null'
  expect(await sum(world, platforms)).toBe(6)
  const statuses = 'select count(distinct status) from orders where org_id is not null'
  expect(await sum(world, statuses)).toBeGreaterThanOrEqual(5)
})

test('the first start makes a small shop, and the next one leaves it as it is', async () => {
  await using world = await shop()
  const start = () => ensureDemo(world.ctx, { directUrl: world.url })
  await Promise.all([start(), start()])
  await start()
  expect(await sum(world, 'select count(*) from orders where org_id is not null')).toBe(300)
  const published = `select count(*) from products where org_id is not null and state = 'published'`
  expect(await sum(world, published)).toBe(24)
  // What should have left already is there to be seen, and is not all that waits.
  const late = `select count(*) from orders where org_id is not null and ship_by < now()
    and lifecycle <> 'cancelled' and fulfilment = 'none'`
  expect(await sum(world, late)).toBeGreaterThan(0)
  expect(await sum(world, late)).toBeLessThan(30)
  const places = `select count(distinct location_id) from stock_levels
    where org_id is not null and on_hand > 0`
  expect(await sum(world, places)).toBe(2)
  expect(await findings(world)).toEqual([])
})

test('a shop that people have begun gets no demo', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  await ensureDemo(world.ctx, { directUrl: world.url })
  expect(await sum(world, 'select count(*) from products where org_id is not null')).toBe(1)
})

test('a first start that was cut short is finished by the next one', async () => {
  await using world = await shop()
  const { ctx } = world
  const subject = { type: 'demo', id: 'shop' }
  await inTransaction(ctx.db, (tx) => ctx.emit(tx, { type: 'demo.begun', subject, data: {} }))
  const [product] = catalogue(1)
  const variants = product!.variants.map(({ prices: [price], ...one }) => ({ ...one, ...price! }))
  await createProduct(ctx, { ...product!, type: null, variants, publish: true })

  await ensureDemo(ctx, { directUrl: world.url })
  expect(await sum(world, 'select count(*) from products where org_id is not null')).toBe(24)
  expect(await sum(world, 'select count(*) from orders where org_id is not null')).toBe(300)
})

test('the demo is cleared as a whole, and does not come again', async () => {
  await using world = await shop()
  await ensureDemo(world.ctx, { directUrl: world.url })
  expect(await clearDemo(world.ctx)).toEqual({ orders: 300, products: 24 })
  expect(await world.rows(`select code from locations where code <> 'main'`)).toEqual([])
  for (const table of ['orders', 'order_counters', 'customers', 'products', 'stock_movements']) {
    expect(await sum(world, `select count(*) from ${table} where org_id is not null`), table).toBe(
      0,
    )
  }
  expect(await findings(world)).toEqual([])
  await expect(clearDemo(world.ctx)).rejects.toMatchObject({ code: 'demo_not_there' })
  await ensureDemo(world.ctx, { directUrl: world.url })
  expect(await sum(world, 'select count(*) from products where org_id is not null')).toBe(0)
})

test('the demo comes again when somebody asks for it, and only into an empty shop', async () => {
  await using world = await shop()
  const fill = async () => {
    await askForDemo(world.ctx)
    await fillDemo(world.ctx, { directUrl: world.url })
  }
  const nothing = { store: false, products: false, stock: false, order: false }
  await ensureDemo(world.ctx, { directUrl: world.url })
  expect(await readSetup(world.ctx)).toEqual({
    ...{ ...nothing, demo: { isThere: true, canFill: false, filling: null, canClear: true } },
  })
  await expect(fill()).rejects.toMatchObject({ code: 'demo_not_alone' })
  // A simulated store that was connected to it is a part of the demo, and no end of it.
  const send = await simulatedStore(world)
  const sent = Array.from({ length: 20 }, (_, n) => n)
  // It sells on all the time, and what it sends while it goes lands nowhere.
  await Promise.all(sent.map((n) => (n === 8 ? clearDemo(world.ctx) : send())))
  expect(await send()).toMatchObject([{ status: 'ignored', reason: 'Its store was removed.' }])
  for (const table of ['orders', 'customers', 'messages', 'listings', 'dead_letters']) {
    const count = `select count(*) from ${table} where org_id is not null`
    expect(await sum(world, count), table).toBe(0)
  }
  expect((await readSetup(world.ctx)).demo).toMatchObject({ isThere: false, canFill: true })
  await askForDemo(world.ctx)
  expect((await readSetup(world.ctx)).demo).toMatchObject({
    ...{ canFill: false, filling: { done: 0, of: 1 } },
  })
  await fill()
  expect(await findings(world)).toEqual([])

  await world.given.product('MUG', 5)
  await placeOrder(world.ctx, world.engine, anOrder(['MUG', 1]), undefined)
  expect(await readSetup(world.ctx)).toMatchObject({
    ...{ products: true, stock: true, order: true, demo: { isThere: true, canClear: false } },
  })
})

/** Gives how it sends an order, as a process does that has known the store for long. */
async function simulatedStore({ ctx, runtime, engine, rows }: Scene & { engine: OrderEngine }) {
  const account = await addStore(ctx, {
    ...{ platform: 'generic', uid: 'simulated', name: 'Simulated', credentials: {} },
  })
  const data = { storeId: account.id }
  const subject = { type: 'demo', id: 'shop' }
  await inTransaction(ctx.db, (tx) => ctx.emit(tx, { type: 'demo.connected', subject, data }))
  await rows(
    `insert into dead_letters (org_id, id, job, payload, cause, attempts, error, made_at)
     values ($1, gen_random_uuid(), 'intake.poll_store', $2, '{}', 3, '{}', now())`,
    [ctx.orgId, data],
  )
  const land = landParts(runtime, engine)
  let count = 0
  return () => {
    const id = newId()
    const body = Buffer.from(JSON.stringify(anOrderOf(`sold-${++count}`)))
    const headers = { 'content-type': 'application/json' }
    const message = { headers, body, source: 'sent' as const }
    return processOrPark(
      { runtime, land },
      { id, receivedAt: timeOfId(id), account, ...message },
      { requestId: id },
    )
  }
}

test('a shop that somebody begins while the demo is on its way gets none', async () => {
  await using world = await shop()
  await askForDemo(world.ctx)
  await world.given.product('MUG', 5)
  await fillDemo(world.ctx, { directUrl: world.url })
  expect(await sum(world, 'select count(*) from products where org_id is not null')).toBe(1)
  expect((await readSetup(world.ctx)).demo).toMatchObject({ isThere: false, filling: null })
})

test('the demo stays as soon as somebody has sold something', async () => {
  await using world = await shop()
  await ensureDemo(world.ctx, { directUrl: world.url })
  await world.given.product('MUG', 5)
  await placeOrder(world.ctx, world.engine, anOrder(['MUG', 1]), undefined)
  await expect(clearDemo(world.ctx)).rejects.toMatchObject({ code: 'demo_in_use' })
  expect(await sum(world, 'select count(*) from orders where org_id is not null')).toBe(301)
})

test('the demo stays as long as something of it is needed', async () => {
  await using world = await shop()
  await ensureDemo(world.ctx, { directUrl: world.url })
  await world.rows(`
    insert into variants (org_id, sku, product_id)
    select org_id, 'OWN', id from products where org_id is not null limit 1`)
  await expect(clearDemo(world.ctx)).rejects.toMatchObject({ code: 'demo_in_use' })
  expect(await sum(world, 'select count(*) from orders where org_id is not null')).toBe(300)
})

test('what is no number of orders is refused, and nothing is seeded in production', async () => {
  await using world = await shop()
  const { runtime, ctx, url: directUrl } = world
  const seed = seedCommands.find(({ name }) => name === 'seed')!
  const run = (options: Record<string, string | boolean>, profile = runtime.config.profile) => {
    const config = { ...runtime.config, profile }
    return seed.run({ runtime: { ...runtime, config }, ctx, directUrl }, options, [])
  }
  for (const orders of ['0', '-1', 'many', '1.5', '99999999999']) {
    await expect(run({ orders }), orders).rejects.toThrow(WrongUse)
  }
  await expect(run({})).rejects.toThrow(WrongUse)
  const refused = { code: 'seed_not_in_production' }
  await expect(run({ orders: '5' }, 'production')).rejects.toMatchObject(refused)
  expect(await run({ orders: '5', seed: '3' })).toMatchObject({ json: { orders: 5, seed: 3 } })
  await expect(run({ orders: '5' })).rejects.toMatchObject({ code: 'seed_among_others' })
  expect(await run({ orders: '5', yes: true })).toMatchObject({ json: { orders: 5 } })
})
