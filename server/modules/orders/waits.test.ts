import { expect, test } from 'vitest'
import { changeSetting, shop as shopSettings } from '#settings'
import { moveStock } from '#stock'
import { anOrder, shop } from '#tests/shop.ts'
import { placeOrder } from './place-order.ts'
import { getOrder, getOrderAt } from './read-order.ts'
import { takeStep } from './take-step.ts'

type World = Awaited<ReturnType<typeof shop>>

/** A shop that sells mugs beyond its shelf. */
async function aShop(onHand: number, promisedFor: string | null): Promise<World> {
  const world = await shop()
  await changeSetting(world.ctx, shopSettings.timeZone, { value: 'Asia/Kolkata' })
  await world.given.product('MUG', onHand)
  await world.rows(
    `update stock_levels set backorder_limit = 9, promised_for = $2 where org_id = $1`,
    [world.ctx.orgId, promisedFor],
  )
  return world
}

const place = async ({ ctx, engine }: World, ...quantities: number[]) => {
  const lines = quantities.map((quantity): [string, number] => ['MUG', quantity])
  return (await placeOrder(ctx, engine, anOrder(...lines), undefined)).order
}

const waitsOf = async ({ ctx }: World, { id }: { id: string }) =>
  (await getOrder(ctx, id)).lines.map(({ waits }) => waits)

test('a line says what of it is not there yet and for which day, from the first answer on', async () => {
  const promisedFor = '2031-02-01'
  await using world = await aShop(3, promisedFor)
  const first = await place(world, 2)
  const second = await place(world, 1, 2)
  const third = await place(world, 4)
  const told = [
    [first, [null]],
    [second, [null, { quantity: 2, promisedFor }]],
    [third, [{ quantity: 4, promisedFor }]],
  ] as const
  for (const [order, waits] of told) {
    expect(order.lines.map((line) => line.waits)).toEqual(waits)
    expect(await waitsOf(world, order)).toEqual(waits)
  }
  // What comes goes to those who have waited longest.
  await moveStock(world.ctx, { type: 'received', sku: 'MUG', quantity: 3 })
  expect(await waitsOf(world, second)).toEqual([null, null])
  expect(await waitsOf(world, third)).toEqual([{ quantity: 3, promisedFor }])
  await takeStep(world.ctx, { orderId: second.id, step: { type: 'cancel', reason: 'no' } })
  expect(await waitsOf(world, second)).toEqual([null, null])
  expect(await waitsOf(world, third)).toEqual([null])
})

test('without a day it waits all the same, and the past tells nothing of it', async () => {
  await using world = await aShop(0, null)
  const order = await place(world, 2)
  expect(await waitsOf(world, order)).toEqual([{ quantity: 2, promisedFor: null }])
  const past = await getOrderAt(world.ctx, order.id, new Date())
  expect(past.lines.map(({ waits }) => waits)).toEqual([null])
})
