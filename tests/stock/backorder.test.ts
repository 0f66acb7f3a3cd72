import { expect, test } from 'vitest'
import { changeLevel } from '../../server/modules/stock/levels/change-level.ts'
import { placeOrder, salesSettings, takeStep } from '#orders'
import { changeSetting } from '#settings'
import { moveStock } from '#stock'
import { anOrder, shop } from '#tests/shop.ts'

type World = Awaited<ReturnType<typeof shop>>

const place = async ({ ctx, engine }: World, quantity: number) => {
  const { order } = await placeOrder(ctx, engine, anOrder(['MUG', quantity]), undefined)
  await takeStep(ctx, { orderId: order.id, step: { type: 'confirm' } })
  return () => takeStep(ctx, { orderId: order.id, step: { type: 'ship' } })
}

test('what was sold before it was there leaves in the order in which it was sold', async () => {
  await using world = await shop()
  await world.given.product('MUG', 0)
  const limit = { backorderLimit: 9, promisedFor: '2026-02-01' }
  await changeLevel(world.ctx, { sku: 'MUG', location: 'main', ...limit })
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

test('nothing is sold beyond the limit', async () => {
  await using world = await shop()
  await world.given.product('MUG', 1)
  await changeLevel(world.ctx, { sku: 'MUG', location: 'main', backorderLimit: 2 })
  await place(world, 3)
  await expect(place(world, 1)).rejects.toMatchObject({ code: 'out_of_stock' })
})

test('what is promised for a day has to leave by then, and what is there as always', async () => {
  await using world = await shop()
  await world.given.product('MUG', 1)
  const limit = { backorderLimit: 9, promisedFor: '2031-02-01' }
  await changeLevel(world.ctx, { sku: 'MUG', location: 'main', ...limit })
  const setting = salesSettings.find(({ key }) => key === 'sales.ships_within_hours')!
  await changeSetting(world.ctx, setting, { value: 24 })
  for (let n = 0; n < 2; n++) await place(world, 1)
  expect(
    await world.rows(`select ship_by, ship_by - placed_at = '24 hours' as soon from orders
      order by number`),
  ).toMatchObject([{ soon: true }, { soon: false, ship_by: new Date('2031-02-01T23:59:59.999Z') }])
})
