import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { newId } from '#platform/random.ts'
import { changeSetting, type Setting, watchSettings } from '#settings'
import { ownWebsite } from '#stores'
import { beforeCommit } from '#tests/before-commit.ts'
import type { Scene } from '#tests/scene.ts'
import { anOrder, codeOf, shop } from '#tests/shop.ts'
import { OrderView, type PlaceOrderBody } from './contract.ts'
import { OrderEngine } from './engine/engine.ts'
import { placeOrder } from './place-order.ts'
import { getOrder } from './read-order.ts'
import { salesSettings } from './shop-terms.ts'

const books = async (world: Scene) =>
  world.rows(`
    select l.sku, l.on_hand, l.reserved,
      (select sum(on_hand_delta)::int from stock_movements m where m.sku = l.sku) as moved,
      (select sum(reserved_delta)::int from stock_movements m where m.sku = l.sku) as promised
    from stock_levels l order by l.sku`)

test('an order is written whole: lines, promise, charge, history and counter', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5, 1_250)
  const { order, created } = await placeOrder(world.ctx, world.engine, anOrder(['MUG', 2]), 'k')

  expect(created).toBe(true)
  // The reply is written without the schema: nothing may be in it that the schema leaves out.
  const read = await getOrder(world.ctx, order.id)
  for (const view of [order, read]) expect(OrderView.parse(view)).toEqual(view)
  expect(order).toMatchObject({
    ...{ status: 'PLACED', payment: 'due', currency: 'INR', version: 1 },
    totals: { itemsMinor: 2_500, grandTotalMinor: 2_500 },
    lines: [{ id: '1', sku: 'MUG', quantity: 2, unitPriceMinor: 1_250 }],
  })
  expect(await books(world)).toEqual([
    { sku: 'MUG', on_hand: 5, reserved: 2, moved: 5, promised: 2 },
  ])
  expect(await world.rows('select state, amount_minor from payment_intents')).toEqual([
    { state: 'due', amount_minor: 2_500 },
  ])
  expect(await world.rows(`select type, subject_id from history`)).toEqual([
    { type: 'order.placed', subject_id: order.id },
  ])
  expect(await world.rows('select status, orders from order_counters')).toEqual([
    { status: 'PLACED', orders: 1 },
    { status: 'PLACED', orders: 1 },
  ])
})

test('the last mug is sold once, however many want it', async () => {
  await using world = await shop()
  await world.given.product('MUG', 1)
  const buyers = Array.from({ length: 50 }, () =>
    placeOrder(world.ctx, world.engine, anOrder(['MUG', 1]), undefined),
  )
  const codes = (await Promise.allSettled(buyers)).map(codeOf)
  expect(codes.filter((code) => code === 'fulfilled')).toHaveLength(1)
  expect(codes.filter((code) => code === 'out_of_stock')).toHaveLength(49)
  expect(await books(world)).toEqual([
    { sku: 'MUG', on_hand: 1, reserved: 1, moved: 1, promised: 1 },
  ])
})

test('the same key a hundred times at once is one order with one answer', async () => {
  await using world = await shop()
  await world.given.product('MUG', 500)
  const calls = Array.from({ length: 100 }, () =>
    placeOrder(world.ctx, world.engine, anOrder(['MUG', 1]), 'same'),
  )
  const answers = await Promise.all(calls)
  expect(new Set(answers.map(({ order }) => order.number)).size).toBe(1)
  expect(answers.filter(({ created }) => created)).toHaveLength(1)
  expect(await world.rows('select count(*) from orders')).toEqual([{ count: 1 }])
})

test('a key that is used for another order is refused', async () => {
  await using world = await shop()
  await world.given.product('MUG', 5)
  await placeOrder(world.ctx, world.engine, anOrder(['MUG', 1]), 'k')
  const other = placeOrder(world.ctx, world.engine, anOrder(['MUG', 2]), 'k')
  await expect(other).rejects.toMatchObject({ code: 'idempotency_mismatch', status: 422 })
})

test('the same SKU in two lines is counted together', async () => {
  await using world = await shop()
  await world.given.product('MUG', 3)
  const order = placeOrder(world.ctx, world.engine, anOrder(['MUG', 2], ['MUG', 2]), undefined)
  await expect(order).rejects.toMatchObject({
    code: 'out_of_stock',
    details: { sku: 'MUG', wanted: 4, available: 3 },
  })
})

test('one order that cannot be stored harms no other of its batch', async () => {
  await using world = await shop()
  await world.given.product('MUG', 100)
  const bad = { ...anOrder(['MUG', 1]), note: 'nul \u0000' }
  const bodies = [...Array.from({ length: 20 }, () => anOrder(['MUG', 1])), bad]
  const calls = bodies.map((body) => placeOrder(world.ctx, world.engine, body, undefined))
  const codes = (await Promise.allSettled(calls)).map(codeOf)
  expect(codes.filter((code) => code === 'fulfilled')).toHaveLength(20)
  expect(codes.at(-1)).toBe('invalid_request')
  expect(await books(world)).toMatchObject([{ reserved: 20, promised: 20 }])
})

test('two processes with the same SKUs in any order never meet a deadlock', async () => {
  await using world = await shop()
  for (let i = 0; i < 8; i++) await world.given.product(`S${i}`, 100_000)
  // As in a process that runs: what never changes is known, and no buyer waits for it.
  const watch = watchSettings(world.runtime)
  await ownWebsite(world.ctx)
  const other = new OrderEngine(world.runtime, { directUrl: world.url })
  const calls = Array.from({ length: 400 }, (_, i) => {
    const lines = [0, 1, 2].map((n): [string, number] => [`S${(i * 7 + n * 3) % 8}`, 1])
    return placeOrder(world.ctx, i % 2 ? other : world.engine, anOrder(...lines), undefined)
  })
  const codes = (await Promise.allSettled(calls)).map(codeOf)
  await other.stop()
  watch.stop()
  expect(codes.filter((code) => code !== 'fulfilled')).toEqual([])
  const levels = await world.rows<{ reserved: number; promised: number }>(
    'select sum(reserved)::int as reserved from stock_levels',
  )
  expect(levels).toEqual([{ reserved: 1_200 }])
})

test('a row that somebody holds stops only the orders that want it', async () => {
  await using world = await shop()
  await world.given.product('STUCK', 10)
  await world.given.product('FREE', 10)
  const commit = await beforeCommit(
    world,
    sql`select /* across orgs */ 1 from stock_levels where sku = 'STUCK' for update`,
  )
  const stuck = placeOrder(world.ctx, world.engine, anOrder(['STUCK', 1]), undefined)
  const free = await placeOrder(world.ctx, world.engine, anOrder(['FREE', 1]), undefined)
  expect(free.created).toBe(true)
  await commit()
  expect((await stuck).created).toBe(true)
})

test('a batch that waits for somebody keeps nobody waiting who wants something else', async () => {
  await using world = await shop()
  await world.given.product('MUG', 10)
  await world.given.product('CUP', 10)
  const commit = await beforeCommit(world, newAsha(world))
  const stuck = placeOrder(world.ctx, world.engine, anOrder(['MUG', 1]), undefined)
  await vi.waitFor(async () => {
    const waiting = `select from pg_stat_activity where wait_event_type = 'Lock'
      and datname = current_database()`
    expect(await world.rows(waiting)).toHaveLength(1)
  }, 10_000)
  const other = { name: 'Ravi Iyer', email: 'ravi@example.com' }
  const cup = { ...anOrder(['CUP', 1]), customer: other }
  const free = await placeOrder(world.ctx, world.engine, cup, undefined)
  expect(free.created).toBe(true)
  await commit()
  expect((await stuck).created).toBe(true)
})

test('a connection that dies in the middle of a batch loses no order of it and doubles none', async () => {
  await using world = await shop()
  await world.given.product('MUG', 100)
  const commit = await beforeCommit(world, newAsha(world))
  const calls = Array.from({ length: 30 }, (_, i) =>
    placeOrder(world.ctx, world.engine, anOrder(['MUG', 1]), `k${i}`),
  )
  const end = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query like 'copy customers%'`
  await expect.poll(() => world.rows(end)).toHaveLength(1)
  await commit()
  expect((await Promise.all(calls)).map(({ created }) => created)).not.toContain(false)
  expect(await world.rows('select count(*)::int as orders from orders')).toEqual([{ orders: 30 }])
  expect(await books(world)).toMatchObject([{ reserved: 30, promised: 30 }])
})

const newAsha = ({ ctx }: Scene) =>
  sql`insert into customers (org_id, id, name, email)
    values (${ctx.orgId}, ${newId()}, 'Asha Rao', 'asha@example.com')`

test('an amount for shipping counts in its own currency only', async () => {
  await using world = await shop()
  await world.given.product('MUG', 9, 1_000)
  await world.rows(`insert into prices select org_id, sku, 'EUR', 1000 from variants`)
  const set = (key: string, value: unknown) =>
    changeSetting(world.ctx, salesSettings.find((one) => one.key === key) as Setting, { value })
  const euros = { ...anOrder(['MUG', 1]), currency: 'EUR' }
  const shippingOf = async (body: PlaceOrderBody) =>
    (await placeOrder(world.ctx, world.engine, body, undefined)).order.totals.shippingMinor

  // Where nothing is charged for shipping, nothing has to be set for other currencies.
  expect(await shippingOf(euros)).toBe(0)
  await set('sales.shipping_minor', 5_000)
  await set('sales.free_shipping_from_minor', 2_000)
  expect(await shippingOf(anOrder(['MUG', 1]))).toBe(5_000)
  await expect(shippingOf(euros)).rejects.toMatchObject({
    ...{ code: 'shipping_unpriced', details: { currency: 'EUR' } },
  })

  await set('sales.shipping_in_other_currencies_minor', { EUR: 495 })
  const twice = { ...anOrder(['MUG', 2]), currency: 'EUR' }
  expect([await shippingOf(euros), await shippingOf(twice)]).toEqual([495, 495])
  await set('sales.free_shipping_in_other_currencies_from_minor', { EUR: 2_000 })
  expect([await shippingOf(euros), await shippingOf(twice)]).toEqual([495, 0])
  await expect(set('sales.shipping_in_other_currencies_minor', { XXX: 1 })).rejects.toMatchObject({
    code: 'invalid_request',
  })
})
