import { expect, test } from 'vitest'
import { inTransaction } from '#platform/database.ts'
import { scene } from '#tests/scene.ts'
import { codeOf } from '#tests/shop.ts'
import { addLocation } from '../locations/change-locations.ts'
import { moveStock } from '../move-stock.ts'
import { reserve } from '../reservations/reserve.ts'
import { settle } from '../settle.ts'
import { takeBack } from '../take-back.ts'
import { closeTake, countLines, dropTake, openTake, readTake } from './take-stock.ts'

const ON_HAND = `select sku, on_hand from stock_levels order by sku`

test('a stock take posts only what differs, and once', async () => {
  await using world = await scene()
  await world.given.product('CUP', 5)
  await world.given.product('MUG', 5)
  const { take } = await openTake(world.ctx, { note: 'January' })
  await countLines(world.ctx, take.id, [{ sku: 'MUG', counted: 1 }])
  await countLines(world.ctx, take.id, [
    { sku: 'CUP', counted: 5 },
    { sku: 'MUG', counted: 3 },
  ])
  const closed = await closeTake(world.ctx, take.id)
  expect(closed.take.state).toBe('closed')
  expect(closed.lines).toMatchObject([
    { sku: 'CUP', expected: 5, counted: 5 },
    { sku: 'MUG', expected: 5, counted: 3 },
  ])
  await closeTake(world.ctx, take.id)
  expect(await world.rows(ON_HAND)).toEqual([
    { sku: 'CUP', on_hand: 5 },
    { sku: 'MUG', on_hand: 3 },
  ])
  const posted = `select sku, on_hand_delta from stock_movements where type = 'counted'`
  expect(await world.rows(posted)).toEqual([{ sku: 'MUG', on_hand_delta: -2 }])
})

test('what leaves the house between the count and the end is not put back', async () => {
  await using world = await scene()
  await world.given.product('MUG', 10)
  const end = { reason: 'sold', expiresAt: new Date('2026-01-16T00:00:00Z') }
  const { id: reservationId } = await reserve(world.ctx, { sku: 'MUG', quantity: 4, ...end })
  const { take } = await openTake(world.ctx, {})
  await countLines(world.ctx, take.id, [{ sku: 'MUG', counted: 9 }])
  const parcel = { reservationId, type: 'shipped' } as const
  await inTransaction(world.ctx.db, (tx) => settle(world.ctx, tx, parcel))
  await closeTake(world.ctx, take.id)
  expect(await world.rows(ON_HAND)).toEqual([{ sku: 'MUG', on_hand: 5 }])
})

test('what was corrected between the count and the end is not corrected twice', async () => {
  await using world = await scene()
  for (const sku of ['CUP', 'MUG']) await world.given.product(sku, 5)
  const { take } = await openTake(world.ctx, {})
  const counts = [
    { sku: 'CUP', counted: 9 },
    { sku: 'MUG', counted: 3 },
  ]
  await countLines(world.ctx, take.id, counts)
  await moveStock(world.ctx, { type: 'counted', sku: 'MUG', quantity: 3, reason: 'import' })
  await moveStock(world.ctx, { type: 'adjusted', sku: 'CUP', quantity: 1 })
  await closeTake(world.ctx, take.id)
  expect(await world.rows(ON_HAND)).toEqual([
    { sku: 'CUP', on_hand: 9 },
    { sku: 'MUG', on_hand: 3 },
  ])
  expect((await readTake(world.ctx, take.id)).lines).toMatchObject([
    { sku: 'CUP', counted: 9, booked: 3 },
    { sku: 'MUG', counted: 3, booked: 0 },
  ])
})

test('what was corrected before the count, or at another place, is no part of the difference', async () => {
  await using world = await scene()
  await world.given.product('MUG', 5)
  await addLocation(world.ctx, { code: 'north', name: 'North' })
  const { take } = await openTake(world.ctx, {})
  await countLines(world.ctx, take.id, [{ sku: 'MUG', counted: 2 }])
  await moveStock(world.ctx, { type: 'adjusted', sku: 'MUG', quantity: -2 })
  await countLines(world.ctx, take.id, [{ sku: 'MUG', counted: 2 }])
  await moveStock(world.ctx, { type: 'received', sku: 'MUG', quantity: 9, location: 'north' })
  await moveStock(world.ctx, { type: 'adjusted', sku: 'MUG', quantity: -1, location: 'north' })
  await closeTake(world.ctx, take.id)
  expect(await world.rows(`${ON_HAND}, on_hand`)).toEqual([
    { sku: 'MUG', on_hand: 2 },
    { sku: 'MUG', on_hand: 8 },
  ])
})

test('what came back broken and was thrown away is no correction', async () => {
  await using world = await scene()
  await world.given.product('MUG', 6)
  const end = { reason: 'sold', expiresAt: new Date('2026-01-16T00:00:00Z') }
  const { id: reservationId } = await reserve(world.ctx, { sku: 'MUG', quantity: 1, ...end })
  const parcel = { reservationId, type: 'shipped' } as const
  await inTransaction(world.ctx.db, (tx) => settle(world.ctx, tx, parcel))
  const { take } = await openTake(world.ctx, {})
  await countLines(world.ctx, take.id, [{ sku: 'MUG', counted: 4 }])
  const pieces = [{ sku: 'MUG', quantity: 1 }]
  await inTransaction(world.ctx.db, (tx) =>
    takeBack(world.ctx, tx, { reservationId, pieces, goods: 'scrap' }),
  )
  await closeTake(world.ctx, take.id)
  expect(await world.rows(ON_HAND)).toEqual([{ sku: 'MUG', on_hand: 4 }])
})

test('a place has one open take, and whoever wants another is told which', async () => {
  await using world = await scene()
  await addLocation(world.ctx, { code: 'north', name: 'North' })
  const all = await Promise.allSettled(Array.from({ length: 6 }, () => openTake(world.ctx, {})))
  expect(all.map(codeOf).toSorted()).toEqual([
    'fulfilled',
    ...Array.from({ length: 5 }, () => 'take_open_already'),
  ])
  const [open] = await world.rows<{ id: string }>(`select id from stock_takes`)
  await expect(openTake(world.ctx, {})).rejects.toMatchObject({
    status: 409,
    details: { location: 'main', takeId: open!.id, openedBy: 'test' },
  })
  await openTake(world.ctx, { location: 'north' })
  await closeTake(world.ctx, open!.id)
  expect((await openTake(world.ctx, {})).take.state).toBe('open')
})

test('where lines are refused nothing is booked, and all of them are named', async () => {
  await using world = await scene()
  for (const sku of ['CUP', 'MUG', 'POT']) await world.given.product(sku, 5)
  const end = { reason: 'sold', expiresAt: new Date('2026-01-16T00:00:00Z') }
  await reserve(world.ctx, { sku: 'MUG', quantity: 4, ...end })
  await reserve(world.ctx, { sku: 'POT', quantity: 2, ...end })
  const { take } = await openTake(world.ctx, {})
  await countLines(world.ctx, take.id, [
    { sku: 'CUP', counted: 9 },
    { sku: 'MUG', counted: 0 },
    { sku: 'POT', counted: 1 },
  ])
  const code = 'stock_not_enough'
  await expect(closeTake(world.ctx, take.id)).rejects.toMatchObject({
    ...{ code: 'take_lines_refused', status: 409 },
    details: {
      lines: [
        { sku: 'MUG', counted: 0, promised: 4, code },
        { sku: 'POT', counted: 1, promised: 2, code },
      ],
    },
  })
  expect(await world.rows(ON_HAND)).toEqual([
    { sku: 'CUP', on_hand: 5 },
    { sku: 'MUG', on_hand: 5 },
    { sku: 'POT', on_hand: 5 },
  ])
  expect(await world.rows(`select state from stock_takes`)).toEqual([{ state: 'open' }])
})

test('nothing is counted into a take that has ended', async () => {
  await using world = await scene()
  await world.given.product('MUG', 5)
  const { take } = await openTake(world.ctx, {})
  await dropTake(world.ctx, take.id)
  const late = countLines(world.ctx, take.id, [{ sku: 'MUG', counted: 1 }])
  await expect(late).rejects.toMatchObject({ code: 'take_not_open' })
  await expect(closeTake(world.ctx, take.id)).rejects.toMatchObject({ code: 'take_not_open' })
})
