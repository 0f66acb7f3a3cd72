import { expect, test } from 'vitest'
import { anOrder, shop } from '#tests/shop.ts'
import { orderChecks } from './checks.ts'
import { foldCounters } from './counters.ts'
import { readCounters } from './lists/count-store.ts'
import { placeOrder } from './place-order.ts'
import { takeStep } from './take-step.ts'

type World = Awaited<ReturnType<typeof shop>>

async function placed(world: World): Promise<string> {
  const { order } = await placeOrder(world.ctx, world.engine, anOrder(['MUG', 1]), undefined)
  return order.id
}

const confirm = (world: World, orderId: string) =>
  takeStep(world.ctx, { orderId, step: { type: 'confirm' } })

async function counts(world: World, days: Parameters<typeof readCounters>[2] = {}) {
  const rows = await readCounters(world.ctx.db, world.ctx.orgId, days)
  return Object.fromEntries(rows.map(({ status, orders }) => [status, orders]))
}

const findings = async (world: World, since: Date | null = null) =>
  (
    await orderChecks
      .find(({ name }) => name === 'orders.counters_agree')!
      .find(world.ctx.db, { orgId: world.ctx.orgId, since })
  ).map(({ subject }) => subject)

test('counts of all days and of some agree with the orders, and verify finds where not', async () => {
  await using world = await shop()
  await world.given.product('MUG', 10)
  const [first] = [await placed(world), await placed(world), await placed(world)]
  await confirm(world, first)
  const all = { PLACED: 2, CONFIRMED: 1 }
  const now = world.ctx.clock.now()
  const [before, after] = [-1, 1].map((days) => new Date(+now + days * 86_400_000))
  expect(await counts(world)).toEqual(all)
  expect(await counts(world, { placedFrom: before, placedBefore: after })).toEqual(all)
  expect(await counts(world, { placedBefore: before })).toEqual({})
  expect(await counts(world, { placedFrom: before, statuses: ['PLACED'] })).toEqual({ PLACED: 2 })
  expect(await findings(world)).toEqual([])
  await world.rows(
    `update order_counters set orders = orders + 1 where day = '-infinity' and status = 'PLACED'`,
  )
  expect(await findings(world)).toEqual(['all days PLACED'])
  expect(await findings(world, now)).toEqual(['all days PLACED'])
  await world.rows(`delete from order_counters where day > '-infinity' and status = 'PLACED'`)
  const day = now.toISOString().slice(0, 10)
  expect((await findings(world, before)).toSorted()).toEqual([`${day} PLACED`, 'all days PLACED'])
})

test('counts that are folded while orders come and change lose none and count none twice', async () => {
  await using world = await shop()
  await world.given.product('MUG', 100)
  const fold = () => foldCounters(world.ctx.db, world.ctx.orgId)
  for (let round = 0; round < 5; round++) {
    const made = Promise.all(
      Array.from({ length: 8 }, async () => confirm(world, await placed(world))),
    )
    await Promise.all([made, fold(), fold()])
  }
  await fold()
  expect(await counts(world)).toMatchObject({ CONFIRMED: 40 })
  expect(await findings(world)).toEqual([])
  expect(await world.rows('select distinct shard from order_counters')).toEqual([{ shard: -1 }])
})
