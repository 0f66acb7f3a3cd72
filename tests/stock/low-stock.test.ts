import { expect, test } from 'vitest'
import { watchLevels } from '../../server/modules/stock/levels/watch-levels.ts'
import { placeOrder, takeStep } from '#orders'
import { inTransaction } from '#platform/database.ts'
import type { Scene } from '#tests/scene.ts'
import { anOrder, shop } from '#tests/shop.ts'

const alarms = async (world: Scene) =>
  (
    await world.rows<{ data: object }>(
      `select data from history where type = 'stock.ran_low' order by id`,
    )
  ).map(({ data }) => data)
const look = ({ ctx }: Scene) => inTransaction(ctx.db, (tx) => watchLevels(ctx, tx))

test('what the engine has sold is noticed by the watch, once', async () => {
  await using world = await shop()
  await world.given.product('MUG', 7)
  const { order } = await placeOrder(world.ctx, world.engine, anOrder(['MUG', 3]), undefined)
  expect(await alarms(world)).toEqual([])
  await look(world)
  await look(world)
  expect(await alarms(world)).toMatchObject([{ onHand: 7, reserved: 3, threshold: 5 }])

  const cancel = { orderId: order.id, step: { type: 'cancel', reason: 'no' } } as const
  await takeStep(world.ctx, cancel)
  await placeOrder(world.ctx, world.engine, anOrder(['MUG', 2]), undefined)
  await look(world)
  expect(await alarms(world)).toHaveLength(2)
})
