import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { stockChecks } from '../../server/modules/stock/checks.ts'
import { serveOverlooked } from '../../server/modules/stock/backorder/serve-overlooked.ts'
import { setBackorder } from '../../server/modules/stock/backorder/set-backorder.ts'
import { changeLevel } from '../../server/modules/stock/levels/change-level.ts'
import { editLevels } from '../../server/modules/stock/levels/edit-levels.ts'
import { changeLocation } from '../../server/modules/stock/locations/change-locations.ts'
import { tellLevels } from '../../server/modules/stock/locations/tell-levels.ts'
import { readPromises } from '../../server/modules/stock/levels/read-promises.ts'
import { moveIn } from '../../server/modules/stock/move-in.ts'
import { reserve } from '../../server/modules/stock/reservations/reserve.ts'
import { reconcile } from '../../server/modules/stock/reconcile.ts'
import { orderNumbers, placeOrder, salesSettings, takeStep } from '#orders'
import { inTransaction } from '#platform/database.ts'
import { changeSetting, shop as shopSettings } from '#settings'
import { addLocation, moveMany, moveStock } from '#stock'
import { anOrder, codeOf, shop, soldByChannel } from '#tests/shop.ts'

const DAY_MS = 86_400_000

type World = Awaited<ReturnType<typeof shop>>

const levels = (world: World) =>
  world.rows(`select o.code, l.on_hand, l.reserved from stock_levels l
    join locations o on o.id = l.location_id order by o.code`)

const place = async ({ ctx, engine }: World, quantity: number) => {
  const { order } = await placeOrder(ctx, engine, anOrder(['MUG', quantity]), undefined)
  await takeStep(ctx, { orderId: order.id, step: { type: 'confirm' } })
  return () => takeStep(ctx, { orderId: order.id, step: { type: 'ship' } })
}

test('what was sold before it was there leaves in the order in which it was sold', async () => {
  await using world = await shop()
  await world.given.product('MUG', 0)
  await setBackorder(world.ctx, { sku: 'MUG', limit: 9, promisedFor: '2026-02-01' })
  const shipFirst = await place(world, 4)
  const shipSecond = await place(world, 2)
  await expect(shipSecond()).rejects.toMatchObject({ code: 'stock_not_enough' })

  await moveStock(world.ctx, { type: 'received', sku: 'MUG', quantity: 5 })
  await expect(shipSecond()).rejects.toMatchObject({
    ...{ code: 'older_orders_first', details: { sku: 'MUG', onHand: 5, older: 4 } },
  })
  expect(await shipFirst()).toMatchObject({ status: 'SHIPPED' })
  await expect(shipSecond()).rejects.toMatchObject({ code: 'stock_not_enough' })
  await moveStock(world.ctx, { type: 'received', sku: 'MUG', quantity: 1 })
  expect(await shipSecond()).toMatchObject({ status: 'SHIPPED' })
  expect(await world.rows(`select on_hand, reserved from stock_levels`)).toEqual([
    { on_hand: 0, reserved: 0 },
  ])
})

test('what arrives anywhere goes to those who have waited longest, before anybody can buy it', async () => {
  await using world = await shop()
  await addLocation(world.ctx, { code: 'north', name: 'North' })
  await world.given.product('MUG', 1)
  await setBackorder(world.ctx, { sku: 'MUG', limit: 9, promisedFor: null })
  const shipFirst = await place(world, 3)
  const shipSecond = await place(world, 2)
  const received = { type: 'received', sku: 'MUG', location: 'north' } as const
  expect((await moveStock(world.ctx, { ...received, quantity: 3 })).level).toMatchObject({
    ...{ onHand: 3, reserved: 3 },
  })
  expect(await shipFirst()).toMatchObject({ status: 'SHIPPED' })
  await expect(shipSecond()).rejects.toMatchObject({ code: 'stock_not_enough' })
  await moveStock(world.ctx, { ...received, quantity: 4 })
  expect(await shipSecond()).toMatchObject({ status: 'SHIPPED' })
  expect(await levels(world)).toEqual([
    { code: 'main', on_hand: 0, reserved: 0 },
    { code: 'north', on_hand: 3, reserved: 0 },
  ])
})

/** Somebody waits at `main`, and `north` is closed with as many as they wait for. */
async function stageClosed(limit: number) {
  const world = await shop()
  const { id: north } = await addLocation(world.ctx, { code: 'north', name: 'North' })
  await world.given.product('MUG', 0)
  await setBackorder(world.ctx, { sku: 'MUG', limit, promisedFor: null })
  await changeLocation(world.ctx, north, { active: false })
  await moveStock(world.ctx, { type: 'received', sku: 'MUG', location: 'north', quantity: 2 })
  return Object.assign(world, { north, ship: await place(world, 2) })
}

test('what lies in a place that opens goes to those who wait, before anybody can buy it', async () => {
  await using world = await stageClosed(4)
  await changeLocation(world.ctx, world.north, { active: true })
  await place(world, 2)
  expect(await world.ship()).toMatchObject({ status: 'SHIPPED' })
})

test('an order that came as a place was opened is served when its levels are told of', async () => {
  await using world = await stageClosed(2)
  await world.rows('update locations set active = true')
  const arrivals = () =>
    world.rows(`select (data->>'available')::int as available from history
      where type = 'stock.arrived' order by id`)
  const before = await arrivals()
  await tellLevels(world.ctx, world.north)
  // Who was sold short may be promised what the limit allows again.
  expect((await arrivals()).slice(before.length)).toEqual([{ available: 2 }])
  expect(await world.ship()).toMatchObject({ status: 'SHIPPED' })
})

test('who waits while pieces are free elsewhere is not overlooked until the SKU moves again', async () => {
  await using world = await stageClosed(2)
  // As a place looks where pieces and promises are older than their handing over.
  await world.rows('update locations set active = true')
  const serve = () => serveOverlooked(world.ctx, AbortSignal.timeout(5_000))
  await serve()
  const served = [
    { code: 'main', on_hand: 0, reserved: 0 },
    { code: 'north', on_hand: 2, reserved: 2 },
  ]
  expect(await levels(world)).toEqual(served)
  await serve()
  expect(await levels(world)).toEqual(served)
  expect(await world.ship()).toMatchObject({ status: 'SHIPPED' })
})

test('what lies in a closed place is handed to nobody who waits', async () => {
  await using world = await stageClosed(2)
  const movements = () => world.rows('select from stock_movements')
  const before = await movements()
  await serveOverlooked(world.ctx, AbortSignal.timeout(5_000))
  expect(await movements()).toEqual(before)
})

const BLOCKED = `select from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock'`

/** Two mugs come to `north`, where there were never any, and something else has to wait for it. */
async function firstDelivery<Done>(world: World, meanwhile: () => Promise<Done>): Promise<Done> {
  const { id: locationId } = await addLocation(world.ctx, { code: 'north', name: 'North' })
  const parts = [{ locationId, by: 2 }]
  const moves = [{ type: 'received', sku: 'MUG', reason: null, parts } as const]
  const waiting = await inTransaction(world.ctx.db, async (tx) => {
    await moveIn(world.ctx, tx, { moves, lowStandard: 1 })
    const done = meanwhile()
    await expect.poll(async () => (await world.rows(BLOCKED)).length).toBe(1)
    return { done }
  })
  return waiting.done
}

test('an order that had to wait for a first delivery elsewhere is given what it brought', async () => {
  await using world = await shop()
  await world.given.product('MUG', 0)
  await setBackorder(world.ctx, { sku: 'MUG', limit: 9, promisedFor: null })
  const ship = await firstDelivery(world, () => place(world, 2))
  expect(await ship()).toMatchObject({ status: 'SHIPPED' })
})

test('an order can leave as soon as a first delivery elsewhere is promised to it', async () => {
  await using world = await shop()
  await world.given.product('MUG', 0)
  await setBackorder(world.ctx, { sku: 'MUG', limit: 9, promisedFor: null })
  const ship = await place(world, 2)
  expect(await firstDelivery(world, ship)).toMatchObject({ status: 'SHIPPED' })
})

test.for([
  ['a loss', { from: 5, to: 2 }, { from: 5, to: 0 }, 2],
  ['a find', { from: 5, to: 9 }, { from: 5, to: 9 }, 0],
] as const)(
  '%s and another safety stock in one edit promise what is left after both',
  async ([, onHand, safetyStock, reserved]) => {
    await using world = await shop()
    await addLocation(world.ctx, { code: 'north', name: 'North' })
    await world.given.product('MUG', 0)
    await setBackorder(world.ctx, { sku: 'MUG', limit: 9, promisedFor: null })
    await moveStock(world.ctx, { type: 'received', sku: 'MUG', location: 'north', quantity: 5 })
    const edit = { sku: 'MUG', location: 'north' }
    await changeLevel(world.ctx, { ...edit, safetyStock: 5 })
    await place(world, 4)
    const edited = await editLevels(world.ctx, [{ ...edit, onHand, safetyStock }], undefined)
    expect(edited).toEqual([undefined])
    expect(await levels(world)).toEqual([
      { code: 'main', on_hand: 0, reserved: 4 - reserved },
      { code: 'north', on_hand: onHand.to, reserved },
    ])
  },
)

test.for(['main', 'north'])(
  'what has arrived elsewhere can leave before the rest, which waits at %s',
  async (code) => {
    await using world = await shop()
    await addLocation(world.ctx, { code: 'north', name: 'North' })
    await world.given.product('MUG', 0)
    await setBackorder(world.ctx, { sku: 'MUG', limit: 9, promisedFor: null, location: code })
    const { order } = await placeOrder(world.ctx, world.engine, anOrder(['MUG', 3]), undefined)
    const sold = await soldByChannel(world, 3)
    const location = code === 'main' ? 'north' : 'main'
    const receive = () =>
      moveStock(world.ctx, { type: 'received', sku: 'MUG', quantity: 2, location })
    await receive()
    await takeStep(world.ctx, { orderId: order.id, step: { type: 'confirm' } })
    const lines = [{ line: 1, quantity: 2 }]
    const after = await takeStep(world.ctx, { orderId: order.id, step: { type: 'ship', lines } })
    expect(after).toMatchObject({ fulfilment: 'partly_shipped' })

    await receive()
    const [gone, wants] = [1, 2].map((quantity) => [{ sku: 'MUG', quantity }])
    await inTransaction(world.ctx.db, (tx) =>
      reconcile(world.ctx, tx, { reservationId: sold, gone: gone!, wants: wants! }),
    )
    const [waits, arrived] = [
      { code, on_hand: 0, reserved: 2 },
      { code: location, on_hand: 1, reserved: 1 },
    ]
    expect(await levels(world)).toEqual(code === 'main' ? [waits, arrived] : [arrived, waits])
  },
)

test('what is kept by hand stays where it is kept', async () => {
  await using world = await shop()
  await addLocation(world.ctx, { code: 'north', name: 'North' })
  await world.given.product('MUG', 0)
  await setBackorder(world.ctx, { sku: 'MUG', limit: 9, promisedFor: null })
  const end = { reason: 'photos', expiresAt: new Date('2026-01-16T00:00:00Z') }
  await reserve(world.ctx, { sku: 'MUG', quantity: 2, location: 'main', ...end })
  await moveStock(world.ctx, { type: 'received', sku: 'MUG', location: 'north', quantity: 2 })
  await reserve(world.ctx, { sku: 'MUG', quantity: 1, location: 'main', ...end })
  expect(await levels(world)).toEqual([
    { code: 'main', on_hand: 0, reserved: 3 },
    { code: 'north', on_hand: 2, reserved: 0 },
  ])
})

/** An order for three and one for two waited at `main`, and were handed over to `north`. */
async function stageHandedOver(limit: number) {
  const world = await shop()
  await addLocation(world.ctx, { code: 'north', name: 'North' })
  await world.given.product('MUG', 0)
  await setBackorder(world.ctx, { sku: 'MUG', limit, promisedFor: null })
  const ships = [await place(world, 3), await place(world, 2)] as const
  await moveStock(world.ctx, { type: 'received', sku: 'MUG', location: 'north', quantity: 5 })
  const move = (type: 'adjusted' | 'counted' | 'received', quantity: number, location = 'north') =>
    moveStock(world.ctx, { type, sku: 'MUG', location, quantity })
  return Object.assign(world, { ships, move })
}

test('of a loss elsewhere the newest wait again, before those who came after them', async () => {
  await using world = await stageHandedOver(9)
  const shipThird = await place(world, 1)
  const { level } = await world.move('adjusted', -2)
  expect(level).toMatchObject({ onHand: 3, reserved: 3 })
  expect(await levels(world)).toEqual([
    { code: 'main', on_hand: 0, reserved: 3 },
    { code: 'north', on_hand: 3, reserved: 3 },
  ])
  expect(await world.ships[0]()).toMatchObject({ status: 'SHIPPED' })
  await world.move('received', 2, 'main')
  await expect(shipThird()).rejects.toMatchObject({ code: 'older_orders_first' })
  expect(await world.ships[1]()).toMatchObject({ status: 'SHIPPED' })
})

test('losses of one file are covered one after the other, as far as the limit goes', async () => {
  await using world = await stageHandedOver(5)
  await place(world, 2)
  const counted = [4, 2, 1].map((quantity) => ({ type: 'counted', quantity }) as const)
  const moved = await moveMany(
    world.ctx,
    counted.map((one) => ({ ...one, sku: 'MUG', location: 'north' })),
  )
  expect(moved.map((one) => ('code' in one ? one.code : 'done'))).toEqual([
    ...['done', 'done', 'stock_not_enough'],
  ])
  expect(await levels(world)).toEqual([
    { code: 'main', on_hand: 0, reserved: 5 },
    { code: 'north', on_hand: 2, reserved: 2 },
  ])
  const scope = { orgId: world.ctx.orgId, since: null }
  for (const check of stockChecks) expect(await check.find(world.ctx.db, scope)).toEqual([])
})

test('a loss of what is promised is booked once the newest orders may wait for it', async () => {
  await using world = await shop()
  await world.given.product('MUG', 2)
  const [shipFirst, shipSecond] = [await place(world, 1), await place(world, 1)]
  const numbers = await world.rows<{ number: string }>(`select number from orders order by id`)
  const [first, second] = numbers.map(({ number }) => number)
  const lose = () => moveStock(world.ctx, { type: 'adjusted', sku: 'MUG', quantity: -1 })
  await expect(lose()).rejects.toMatchObject({ code: 'stock_not_enough' })
  const at = { location: 'main', pieces: 1 }
  expect(await readPromises(world.ctx, 'MUG', orderNumbers)).toMatchObject({
    promises: [
      { ...at, orderNumber: second },
      { ...at, orderNumber: first },
    ],
  })
  await setBackorder(world.ctx, { sku: 'MUG', limit: 1, promisedFor: null })
  await lose()
  await expect(shipSecond()).rejects.toMatchObject({ code: 'older_orders_first' })
  await shipFirst()
  await moveStock(world.ctx, { type: 'received', sku: 'MUG', quantity: 1 })
  await shipSecond()
  expect(await readPromises(world.ctx, 'MUG', orderNumbers)).toEqual({ promises: [] })
})

test('who bought from a shelf, or had it kept by hand, is not made to wait by a loss', async () => {
  await using world = await stageHandedOver(9)
  await world.move('received', 2)
  await place(world, 1)
  const end = { reason: 'photos', expiresAt: new Date('2026-01-16T00:00:00Z') }
  // One from the shelf of `north`, and one that has yet to arrive at `main`.
  await reserve(world.ctx, { sku: 'MUG', quantity: 2, ...end })
  await expect(world.move('counted', 1)).rejects.toMatchObject({ code: 'stock_not_enough' })
  await world.move('counted', 2)
  expect(await levels(world)).toEqual([
    { code: 'main', on_hand: 0, reserved: 6 },
    { code: 'north', on_hand: 2, reserved: 2 },
  ])
})

test('a SKU has one limit over all its places, also when two people set it at once', async () => {
  await using world = await shop()
  await addLocation(world.ctx, { code: 'north', name: 'North' })
  await world.given.product('MUG', 1)
  const set = (location: string) =>
    setBackorder(world.ctx, { sku: 'MUG', limit: 5, promisedFor: null, location })
  await Promise.all(Array.from({ length: 10 }, (_, i) => set(i % 2 ? 'main' : 'north')))
  const orders = Array.from({ length: 12 }, () => place(world, 1))
  const placed = (await Promise.allSettled(orders)).map(codeOf)
  expect(Object.groupBy(placed, (code) => code)).toMatchObject({
    ...{ fulfilled: { length: 6 }, out_of_stock: { length: 6 } },
  })
  // Whoever waits has to be served before the goods may be expected elsewhere.
  const [full] = await world.rows<{ code: string }>(
    `select o.code from stock_levels l join locations o on o.id = l.location_id
     where l.reserved > l.on_hand`,
  )
  const move = set(full!.code === 'main' ? 'north' : 'main')
  await expect(move).rejects.toMatchObject({ code: 'waits_elsewhere', details: { sku: 'MUG' } })
  const second = world.rows(`update stock_levels set backorder_limit = 1`)
  await expect(second).rejects.toThrow('one_backorder_limit_for_each_sku')
})

test('limits at several places become one, where somebody waits', async () => {
  await using world = await shop()
  await addLocation(world.ctx, { code: 'north', name: 'North' })
  await world.given.product('MUG', 0)
  await moveStock(world.ctx, { type: 'received', sku: 'MUG', location: 'north', quantity: 1 })
  await world.rows('drop index one_backorder_limit_for_each_sku')
  await world.rows(`update stock_levels set backorder_limit = on_hand + 5, reserved = 2 * on_hand`)
  const migration = await readFile('server/migrations/0088_one_backorder_limit.sql', 'utf8')
  await world.rows(migration)
  const limits = () =>
    world.rows(`select o.code, l.backorder_limit from stock_levels l
      join locations o on o.id = l.location_id order by o.code`)
  expect(await limits()).toEqual([
    { code: 'main', backorder_limit: 0 },
    { code: 'north', backorder_limit: 6 },
  ])
  await world.rows('drop index one_backorder_limit_for_each_sku')
  await world.rows(`update stock_levels set backorder_limit = 9, reserved = on_hand + 2`)
  await expect(world.rows(migration)).rejects.toThrow('at more than one location')
})

test('no limit where there was none changes nothing, and counts no SKU that nobody has', async () => {
  await using world = await shop()
  await addLocation(world.ctx, { code: 'north', name: 'North' })
  await world.given.product('MUG', 1)
  await setBackorder(world.ctx, { sku: 'MUG', limit: 0, promisedFor: null, location: 'north' })
  expect(await levels(world)).toEqual([{ code: 'main', on_hand: 1, reserved: 0 }])
})

test('at a place that was closed the limit can be lowered, and not raised', async () => {
  await using world = await shop()
  const { id } = await addLocation(world.ctx, { code: 'north', name: 'North' })
  await world.given.product('MUG', 0)
  const set = (limit: number) =>
    setBackorder(world.ctx, { sku: 'MUG', limit, promisedFor: null, location: 'north' })
  await set(5)
  await place(world, 1)
  await changeLocation(world.ctx, id, { active: false })
  await expect(set(6)).rejects.toMatchObject({ code: 'location_closed' })
  await set(1)
  await expect(set(0)).rejects.toMatchObject({ code: 'limit_below_promises' })
})

test('nothing is sold beyond the limit', async () => {
  await using world = await shop()
  await world.given.product('MUG', 1)
  await setBackorder(world.ctx, { sku: 'MUG', limit: 2, promisedFor: null })
  await place(world, 3)
  await expect(place(world, 1)).rejects.toMatchObject({ code: 'out_of_stock' })
})

test('what is promised for a day has to leave by then, and what is there as always', async () => {
  await using world = await shop()
  await world.given.product('MUG', 1)
  await setBackorder(world.ctx, { sku: 'MUG', limit: 9, promisedFor: '2031-02-01' })
  const setting = salesSettings.find(({ key }) => key === 'sales.ships_within_hours')!
  await changeSetting(world.ctx, setting, { value: 24 })
  for (let n = 0; n < 2; n++) await place(world, 1)
  expect(
    await world.rows(`select ship_by, ship_by - placed_at = '24 hours' as soon from orders
      order by number`),
  ).toMatchObject([{ soon: true }, { soon: false, ship_by: new Date('2031-02-01T23:59:59.999Z') }])
})

test('the day for which it is promised ends at midnight of the shop', async () => {
  await using world = await shop()
  await world.given.product('MUG', 0)
  await changeSetting(world.ctx, shopSettings.timeZone, { value: 'Asia/Kolkata' })
  await setBackorder(world.ctx, { sku: 'MUG', limit: 9, promisedFor: '2031-02-01' })
  await place(world, 1)
  expect(await world.rows('select ship_by from orders')).toEqual([
    { ship_by: new Date('2031-02-01T18:29:59.999Z') },
  ])
})

test('a day that is over is not promised, and one that was promised before may stay', async () => {
  await using world = await shop()
  await addLocation(world.ctx, { code: 'north', name: 'North' })
  await world.given.product('MUG', 0)
  const promise = (promisedFor: string, more = {}) =>
    setBackorder(world.ctx, { sku: 'MUG', limit: 9, promisedFor, ...more })
  const refused = { code: 'promised_day_over', status: 422 }
  await expect(promise('2026-01-14')).rejects.toMatchObject(refused)
  await promise('2026-01-15')
  world.pass(2 * DAY_MS)
  await promise('2026-01-15', { limit: 5 })
  await promise('2026-01-15', { location: 'north' })
  await expect(promise('2026-01-16')).rejects.toMatchObject(refused)
  await promise('2026-01-16', { limit: 0 })
})

test('a day that is over at the shop is not promised, wherever it has not ended yet', async () => {
  await using world = await shop()
  await world.given.product('MUG', 0)
  await changeSetting(world.ctx, shopSettings.timeZone, { value: 'Pacific/Kiritimati' })
  const promised = setBackorder(world.ctx, { sku: 'MUG', limit: 9, promisedFor: '2026-01-15' })
  await expect(promised).rejects.toMatchObject({
    code: 'promised_day_over',
    details: {
      errors: [
        { pointer: '/body/promisedFor', detail: expect.stringMatching(/^This day is over/) },
      ],
    },
  })
})
