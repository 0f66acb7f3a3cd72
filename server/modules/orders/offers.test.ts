import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { OrderEngine } from './engine/engine.ts'
import { beforeCommit } from '#tests/before-commit.ts'
import { anOrder, codeOf, shop } from '#tests/shop.ts'
import { placeOrder } from './place-order.ts'

type World = Awaited<ReturnType<typeof shop>>

const priceAt = async (world: World, engine: OrderEngine, sku = 'MUG') =>
  (await placeOrder(world.ctx, engine, anOrder([sku, 1]), undefined)).order.lines[0]!.unitPriceMinor

test('an order pays what the catalog says just now, whoever has changed it and how', async () => {
  await using world = await shop()
  await world.given.product('MUG', 100, 1_000)
  await world.given.product('CUP', 100, 500)
  const other = new OrderEngine(world.runtime, { directUrl: world.url })
  for (const engine of [world.engine, other]) {
    expect([await priceAt(world, engine), await priceAt(world, engine)]).toEqual([1_000, 1_000])
  }

  await world.rows(`update prices set price_minor = 1500 where sku = 'MUG'`)
  for (const engine of [world.engine, other]) {
    expect([await priceAt(world, engine), await priceAt(world, engine, 'CUP')]).toEqual([
      1_500, 500,
    ])
  }

  await world.rows(`update products set state = 'archived'
    where id = (select product_id from variants where sku = 'MUG')`)
  const refused = await Promise.allSettled([priceAt(world, world.engine), priceAt(world, other)])
  expect(refused.map(codeOf)).toEqual(['invalid_request', 'invalid_request'])
  await other.stop()
})

test('a change that is not committed yet is found as soon as it is', async () => {
  await using world = await shop()
  await world.given.product('MUG', 100, 1_000)
  const commit = await beforeCommit(
    world,
    sql`/* across orgs */ update prices set price_minor = 2000`,
  )
  // Read while the change is under way: the note of it is older than the snapshot.
  expect([await priceAt(world, world.engine), await priceAt(world, world.engine)]).toEqual([
    1_000, 1_000,
  ])
  await commit()
  expect(await priceAt(world, world.engine)).toBe(2_000)
})
