import { expect, test } from 'vitest'
import { moveStock } from '#stock'
import { anOrder, shop, soldByChannel } from '#tests/shop.ts'
import { orderChecks } from './checks.ts'
import { fillShortages } from './fill-shortages.ts'
import { placeOrder } from './place-order.ts'
import { listOversold, listShort } from './shortages.ts'
import { takeStep } from './take-step.ts'

type World = Awaited<ReturnType<typeof shop>>

const short = (world: World) =>
  world.rows(`select l.short_quantity as short, o.holds from orders o
    join order_lines l on l.order_id = o.id order by o.placed_at`)
const receive = ({ ctx }: World, quantity: number) =>
  moveStock(ctx, { type: 'received', sku: 'MUG', quantity })

test('what arrives goes to the oldest order first, and its hold ends when nothing is short', async () => {
  await using world = await shop()
  await world.given.product('MUG', 1)
  await soldByChannel(world, 3, 2) // Arrives first, was placed last: still the younger one.
  await soldByChannel(world, 4, 1)
  expect(await short(world)).toEqual([
    { short: 4, holds: ['stock_short'] },
    { short: 2, holds: ['stock_short'] },
  ])
  const told = await listShort(world.ctx.db, world.ctx.orgId, ['MUG', 'CUP'])
  expect([...told]).toEqual([['MUG', 6]])
  const oversold = [{ sku: 'MUG', short: 6, orders: 2 }]
  expect(await listOversold(world.ctx.db, world.ctx.orgId)).toEqual(oversold)

  await receive(world, 5)
  await fillShortages(world.ctx, 'MUG')
  await fillShortages(world.ctx, 'MUG')
  expect(await short(world)).toEqual([
    { short: 0, holds: [] },
    { short: 1, holds: ['stock_short'] },
  ])
  expect(await world.rows(`select on_hand, reserved from stock_levels`)).toEqual([
    { on_hand: 6, reserved: 6 },
  ])
})

test('an order that takes only a part keeps the others behind it waiting', async () => {
  await using world = await shop()
  await world.given.product('MUG', 0)
  await soldByChannel(world, 5, 1)
  await soldByChannel(world, 1, 2)
  await receive(world, 2)
  await fillShortages(world.ctx, 'MUG')
  expect(await short(world)).toMatchObject([{ short: 3 }, { short: 1 }])
})

test('many who fill at once give no piece twice, and the books balance', async () => {
  await using world = await shop()
  await world.given.product('MUG', 0)
  const orders = []
  for (let minute = 0; minute < 6; minute++) orders.push(await soldByChannel(world, 2, minute))
  await receive(world, 7)
  const cancel = { type: 'cancel', reason: 'waited too long' } as const
  await Promise.all([
    ...Array.from({ length: 4 }, () => fillShortages(world.ctx, 'MUG')),
    takeStep(world.ctx, { orderId: orders[1]!, step: cancel }),
  ])
  await fillShortages(world.ctx, 'MUG')
  expect(await short(world)).toMatchObject([0, 0, 0, 0, 1, 2].map((pieces) => ({ short: pieces })))
  expect(await world.rows(`select on_hand, reserved from stock_levels`)).toEqual([
    { on_hand: 7, reserved: 7 },
  ])
  const scope = { orgId: world.ctx.orgId, since: null }
  for (const check of orderChecks) {
    expect([check.name, await check.find(world.ctx.db, scope)]).toEqual([check.name, []])
  }
})

test('what arrives is not sold to newcomers before those who wait have got it', async () => {
  await using world = await shop()
  await world.given.product('MUG', 1)
  await soldByChannel(world, 3, 1)
  await receive(world, 4)
  const buy = (quantity: number) =>
    placeOrder(world.ctx, world.engine, anOrder(['MUG', quantity]), undefined)
  await expect(buy(3)).rejects.toMatchObject({ code: 'out_of_stock' })
  await buy(2)
  await soldByChannel(world, 2, 2)
  expect(await short(world)).toEqual([
    { short: 0, holds: [] },
    { short: 2, holds: ['stock_short'] },
    { short: 2, holds: ['stock_short'] },
  ])
  await fillShortages(world.ctx, 'MUG')
  expect(await short(world)).toMatchObject([{ short: 0 }, { short: 0 }, { short: 2 }])
})
