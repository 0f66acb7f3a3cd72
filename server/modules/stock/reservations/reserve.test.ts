import { expect, test } from 'vitest'
import { scene } from '#tests/scene.ts'
import { codeOf } from '#tests/shop.ts'
import { listExpired } from '../store.ts'
import { endExpired, endReservation, reserve } from './reserve.ts'

const LEVEL = `select on_hand, reserved from stock_levels`
const HOUR_MS = 3_600_000
const anHour = { reason: 'photo shoot', expiresAt: new Date('2026-01-15T13:00:00Z') }

test('what is kept back by hand is not there for others', async () => {
  await using world = await scene()
  await world.given.product('MUG', 3)
  await reserve(world.ctx, { sku: 'MUG', quantity: 2, ...anHour })
  const more = reserve(world.ctx, { sku: 'MUG', quantity: 2, ...anHour })
  await expect(more).rejects.toMatchObject({
    ...{ code: 'stock_not_enough', details: { available: 1 } },
  })
})

test('it is all or nothing', async () => {
  await using world = await scene()
  await world.given.product('MUG', 3)
  const tooMany = reserve(world.ctx, { sku: 'MUG', quantity: 4, ...anHour })
  await expect(tooMany).rejects.toMatchObject({
    ...{ code: 'stock_not_enough', details: { sku: 'MUG', wanted: 4, available: 3 } },
  })
  expect(await world.rows(LEVEL)).toEqual([{ on_hand: 3, reserved: 0 }])
  expect(await world.rows(`select count(*) from stock_movements`)).toEqual([{ count: 1 }])
})

test('it ends by itself when its time is over, and not before', async () => {
  await using world = await scene()
  await world.given.product('MUG', 3)
  await reserve(world.ctx, { sku: 'MUG', quantity: 2, ...anHour })
  world.pass(HOUR_MS - 1)
  await endExpired(world.ctx)
  expect(await world.rows(LEVEL)).toEqual([{ on_hand: 3, reserved: 2 }])
  world.pass(1)
  await endExpired(world.ctx)
  expect(await world.rows(LEVEL)).toEqual([{ on_hand: 3, reserved: 0 }])
  expect(await world.rows(`select count(*) from reservations`)).toEqual([{ count: 0 }])
})

test('it never counts as an order that was not paid in time', async () => {
  await using world = await scene()
  await world.given.product('MUG', 3)
  await reserve(world.ctx, { sku: 'MUG', quantity: 2, ...anHour })
  world.pass(2 * HOUR_MS)
  expect(await listExpired(world.ctx.db, world.ctx.orgId, world.ctx.clock.now())).toEqual([])
})

test('many who give it back at once give it back once', async () => {
  await using world = await scene()
  await world.given.product('MUG', 3)
  const { id } = await reserve(world.ctx, { sku: 'MUG', quantity: 2, ...anHour })
  const ends = Array.from({ length: 8 }, () => endReservation(world.ctx, id, 'not needed'))
  const settled = await Promise.allSettled(ends)
  expect(settled.map(codeOf)).toEqual(Array(8).fill('fulfilled'))
  expect(settled.filter((one) => one.status === 'fulfilled' && one.value)).toHaveLength(1)
  expect(await world.rows(LEVEL)).toEqual([{ on_hand: 3, reserved: 0 }])
})
