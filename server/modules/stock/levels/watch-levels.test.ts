import { expect, test } from 'vitest'
import { changeSetting } from '#settings'
import { scene, type Scene } from '#tests/scene.ts'
import { setBackorder } from '../backorder/set-backorder.ts'
import { stockJobs } from '../jobs.ts'
import { moveStock } from '../move-stock.ts'
import { reserve } from '../reservations/reserve.ts'
import { lowThreshold } from '../settings.ts'
import { changeLevel } from './change-level.ts'
import { listLevels } from './store.ts'

const alarms = async (world: Scene) =>
  (
    await world.rows<{ data: { onHand: number } }>(
      `select data from history where type = 'stock.ran_low' order by id`,
    )
  ).map(({ data }) => data)
const adjust = ({ ctx }: Scene, quantity: number) =>
  moveStock(ctx, { type: 'adjusted', sku: 'MUG', quantity })

test('an alarm is raised once for each time that a level falls to its threshold', async () => {
  await using world = await scene()
  await world.given.product('MUG', 10)
  await changeLevel(world.ctx, { sku: 'MUG', location: 'main', lowThreshold: 4 })
  for (const quantity of [-5, -1, -1, -1, 8, -7, -1]) await adjust(world, quantity)
  expect(await alarms(world)).toMatchObject([
    { sku: 'MUG', onHand: 4, reserved: 0, threshold: 4 },
    { sku: 'MUG', onHand: 3, reserved: 0, threshold: 4 },
  ])
})

test('a SKU that is received for the first time raises no alarm', async () => {
  await using world = await scene()
  await world.given.product('MUG', 0)
  await world.rows(`delete from stock_levels`)
  await world.rows(`delete from stock_movements`)
  await moveStock(world.ctx, { type: 'received', sku: 'MUG', quantity: 3 })
  expect(await alarms(world)).toEqual([])
})

test('the list of what runs low follows the threshold of the org where a level has none', async () => {
  await using world = await scene()
  await world.given.product('CUP', 8)
  await world.given.product('MUG', 8)
  await changeLevel(world.ctx, { sku: 'CUP', location: 'main', lowThreshold: 1 })
  const low = async () => {
    const levels = await listLevels(world.ctx.db, world.ctx.orgId, { low: true }, { limit: 10 })
    return levels.map(({ sku, threshold }) => [sku, threshold])
  }
  expect(await low()).toEqual([])
  await changeSetting(world.ctx, lowThreshold, { value: 8 })
  const job = stockJobs['stock.apply_threshold']
  await job.run(world.ctx, { key: lowThreshold.key }, AbortSignal.timeout(1_000))
  expect(await low()).toEqual([['MUG', 8]])
})

test('a limit is never set below what has been promised beyond the shelf', async () => {
  await using world = await scene()
  await world.given.product('MUG', 1)
  const setLimit = (limit: number) =>
    setBackorder(world.ctx, { sku: 'MUG', limit, promisedFor: '2026-02-01' })
  await setLimit(5)
  const end = { reason: 'photos', expiresAt: new Date('2026-01-16T00:00:00Z') }
  await reserve(world.ctx, { sku: 'MUG', quantity: 4, ...end })
  await expect(setLimit(2)).rejects.toMatchObject({
    ...{ code: 'limit_below_promises', details: { needed: 3 } },
  })
  await setLimit(3)
  const more = reserve(world.ctx, { sku: 'MUG', quantity: 1, ...end })
  await expect(more).rejects.toMatchObject({ code: 'stock_not_enough' })
})
