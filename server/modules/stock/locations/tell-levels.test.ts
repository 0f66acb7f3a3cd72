import { expect, test } from 'vitest'
import { scene, type Scene } from '#tests/scene.ts'
import { stockJobs } from '../jobs.ts'
import { moveStock } from '../move-stock.ts'
import { addLocation, changeLocation } from './change-locations.ts'

type Told = { type: string; sku: string; available: number }

const told = (world: Scene) =>
  world.rows<Told>(`select type, subject_id as sku, (data->>'available')::int as available
    from history where type like 'stock.%' order by id`)

/** Changes a place, does the job that follows, and gives what was told by it. */
async function change(world: Scene, id: string, fields: { active?: boolean; name?: string }) {
  await changeLocation(world.ctx, id, fields)
  const [event] = await world.rows<{ data: object }>(
    `select data from history where type = 'location.changed' order by id desc limit 1`,
  )
  const before = await told(world)
  const job = stockJobs['stock.tell_levels']
  await job.run(world.ctx, job.payload.parse(event!.data), AbortSignal.timeout(5_000))
  return (await told(world)).slice(before.length)
}

/** `north` has mugs, and a SKU of which nothing is there. */
async function stage() {
  const world = await scene()
  const { id } = await addLocation(world.ctx, { code: 'north', name: 'North' })
  for (const sku of ['CUP', 'MUG']) await world.given.product(sku, 2)
  await moveStock(world.ctx, { type: 'counted', sku: 'CUP', quantity: 0, location: 'north' })
  await moveStock(world.ctx, { type: 'received', sku: 'MUG', quantity: 7, location: 'north' })
  return Object.assign(world, { north: id })
}

test('a place that closes and opens is told of each SKU that can be sold there', async () => {
  await using world = await stage()
  const closed = [{ type: 'stock.changed', sku: 'MUG', available: 0 }]
  expect(await change(world, world.north, { active: false })).toEqual(closed)
  expect(await change(world, world.north, { active: true })).toEqual([
    { type: 'stock.changed', sku: 'MUG', available: 7 },
    { type: 'stock.arrived', sku: 'MUG', available: 7 },
  ])
})

test('a place that stays as open as it was has nothing to tell', async () => {
  await using world = await stage()
  expect(await change(world, world.north, { name: 'Far north' })).toEqual([])
  expect(await change(world, world.north, { active: true })).toEqual([])
})

test('however many SKUs a place has, each is told of once', async () => {
  await using world = await stage()
  const many = `insert into stock_levels (org_id, sku, location_id, on_hand)
    select org_id, 'SKU-' || n, id, 1 from locations, generate_series(1, 450) n where id = $1`
  await world.rows(many, [world.north])
  const skus = (await change(world, world.north, { active: false })).map(({ sku }) => sku)
  expect([skus.length, new Set(skus).size]).toEqual([451, 451])
})
