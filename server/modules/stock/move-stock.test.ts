import { expect, test } from 'vitest'
import { codeOf } from '#tests/shop.ts'
import { scene, type Scene } from '#tests/scene.ts'
import { setBackorder } from './backorder/set-backorder.ts'
import { addLocation } from './locations/change-locations.ts'
import { moveMany, moveStock, transferStock } from './move-stock.ts'
import { reserve } from './reservations/reserve.ts'

const anHour = { reason: 'photo shoot', expiresAt: new Date('2026-01-15T13:00:00Z') }

const levels = (world: Scene) =>
  world.rows(`select o.code, l.on_hand, l.reserved from stock_levels l
    join locations o on o.id = l.location_id order by o.code, l.sku`)
const events = async (world: Scene, type: string) =>
  (
    await world.rows<{ data: object }>(`select data from history where type = $1 order by id`, [
      type,
    ])
  ).map(({ data }) => data)

const keep = ({ ctx }: Scene, quantity: number) => reserve(ctx, { sku: 'MUG', quantity, ...anHour })

test('what is received is on the shelf, in the ledger, in the history and in the audit log', async () => {
  await using world = await scene()
  await world.given.product('MUG', 0)
  const command = { type: 'received', sku: 'MUG', quantity: 30, reason: 'delivery 7' } as const
  const { level } = await moveStock(world.ctx, command)

  expect(level).toMatchObject({ onHand: 30, reserved: 0 })
  expect(await levels(world)).toEqual([{ code: 'main', on_hand: 30, reserved: 0 }])
  const ledger = `select type, on_hand_delta, reason from stock_movements order by id desc limit 1`
  expect(await world.rows(ledger)).toEqual([
    { type: 'received', on_hand_delta: 30, reason: 'delivery 7' },
  ])
  expect(await events(world, 'stock.changed')).toMatchObject([
    { sku: 'MUG', onHand: 30, reserved: 0, available: 30 },
  ])
  expect(await world.rows(`select action, subject_id from audit_log`)).toEqual([
    { action: 'stock.moved', subject_id: 'MUG' },
  ])
})

test.for<
  [rule: string, type: 'adjusted' | 'counted' | 'returned', quantity: number, onHand: number]
>([
  ['an adjustment adds', 'adjusted', 3, 8],
  ['an adjustment takes away', 'adjusted', -5, 0],
  ['a count says how many there are', 'counted', 2, 2],
  ['a count may find nothing', 'counted', 0, 0],
  ['what comes back is on the shelf again', 'returned', 1, 6],
])('%s', async ([, type, quantity, onHand]) => {
  await using world = await scene()
  await world.given.product('MUG', 5)
  await moveStock(world.ctx, { type, sku: 'MUG', quantity })
  expect(await levels(world)).toEqual([{ code: 'main', on_hand: onHand, reserved: 0 }])
})

test('promised pieces cannot be taken off the shelf, and the refusal says what there is', async () => {
  await using world = await scene()
  await world.given.product('MUG', 5)
  await keep(world, 4)
  const tooMany = moveStock(world.ctx, { type: 'adjusted', sku: 'MUG', quantity: -2 })
  await expect(tooMany).rejects.toMatchObject({
    ...{ code: 'stock_not_enough', status: 409 },
    details: { sku: 'MUG', onHand: 5, reserved: 4, available: 1 },
  })
  expect(await levels(world)).toEqual([{ code: 'main', on_hand: 5, reserved: 4 }])
})

test.for<[what: string, command: object, code: string]>([
  ['an unknown SKU', { sku: 'GHOST' }, 'sku_not_found'],
  ['an unknown location', { location: 'moon' }, 'location_not_found'],
])('%s is refused and leaves nothing behind', async ([, part, code]) => {
  await using world = await scene()
  await world.given.product('MUG', 5)
  const command = { type: 'received', sku: 'MUG', quantity: 1, ...part } as const
  await expect(moveStock(world.ctx, command)).rejects.toMatchObject({ code, status: 404 })
  expect(await world.rows(`select count(*) from stock_levels`)).toEqual([{ count: 1 }])
  expect(await world.rows(`select count(*) from audit_log`)).toEqual([{ count: 0 }])
})

test('of many moves one that is refused stops no other, and each sees those before it', async () => {
  await using world = await scene()
  await world.given.product('MUG', 5)
  await world.given.product('CUP', 0)
  const results = await moveMany(world.ctx, [
    { type: 'adjusted', sku: 'CUP', quantity: -1 },
    { type: 'received', sku: 'CUP', quantity: 2 },
    { type: 'adjusted', sku: 'CUP', quantity: -2 },
    { type: 'received', sku: 'GHOST', quantity: 1 },
    { type: 'counted', sku: 'MUG', quantity: 9 },
  ])
  expect(results.map((result) => ('code' in result ? result.code : result.level.onHand))).toEqual([
    'stock_not_enough',
    2,
    0,
    'sku_not_found',
    9,
  ])
  expect(await world.rows(`select sku, on_hand from stock_levels order by sku`)).toEqual([
    { sku: 'CUP', on_hand: 0 },
    { sku: 'MUG', on_hand: 9 },
  ])
})

test('a transfer takes here what it adds there, and leaves what is promised', async () => {
  await using world = await scene()
  await world.given.product('MUG', 5)
  await addLocation(world.ctx, { code: 'north', name: 'North' })
  await keep(world, 2)
  const transfer = { sku: 'MUG', from: 'main', to: 'north' }
  await transferStock(world.ctx, { ...transfer, quantity: 3 })
  expect(await levels(world)).toEqual([
    { code: 'main', on_hand: 2, reserved: 2 },
    { code: 'north', on_hand: 3, reserved: 0 },
  ])
  const more = transferStock(world.ctx, { ...transfer, quantity: 1 })
  await expect(more).rejects.toMatchObject({ code: 'stock_promised' })
  const gone = transferStock(world.ctx, { ...transfer, quantity: 3 })
  await expect(gone).rejects.toMatchObject({ code: 'stock_not_enough' })
})

/** Five mugs, and ten more may be sold. */
async function moreToSell() {
  const world = await scene()
  await world.given.product('MUG', 5)
  await addLocation(world.ctx, { code: 'north', name: 'North' })
  await setBackorder(world.ctx, { sku: 'MUG', limit: 10, promisedFor: null })
  return world
}

test('a transfer takes no promised piece, however many may be sold beyond the shelf', async () => {
  await using world = await moreToSell()
  await keep(world, 4)
  const transfer = { sku: 'MUG', from: 'main', to: 'north' }
  await expect(transferStock(world.ctx, { ...transfer, quantity: 2 })).rejects.toMatchObject({
    ...{ code: 'stock_promised', status: 409 },
    details: { sku: 'MUG', onHand: 5, reserved: 4, free: 1 },
  })
  await transferStock(world.ctx, { ...transfer, quantity: 1 })
  await keep(world, 3)
  const none = transferStock(world.ctx, { ...transfer, quantity: 1 })
  await expect(none).rejects.toMatchObject({ details: { onHand: 4, reserved: 6, free: 0 } })
  expect(await levels(world)).toEqual([
    { code: 'main', on_hand: 4, reserved: 6 },
    { code: 'north', on_hand: 1, reserved: 1 },
  ])
})

test('a promised piece that is lost can be booked as far as the limit covers it', async () => {
  await using world = await moreToSell()
  await keep(world, 7)
  await moveStock(world.ctx, { type: 'adjusted', sku: 'MUG', quantity: -1, reason: 'broken' })
  await moveStock(world.ctx, { type: 'counted', sku: 'MUG', quantity: 3 })
  expect((await levels(world))[0]).toEqual({ code: 'main', on_hand: 3, reserved: 7 })
})

test('transfers to and fro at once lose no piece and meet no deadlock', async () => {
  await using world = await scene()
  for (const sku of ['MUG', 'CUP']) await world.given.product(sku, 100)
  await addLocation(world.ctx, { code: 'north', name: 'North' })
  const calls = Array.from({ length: 40 }, (_, i) => {
    const [from, to] = i % 2 ? (['main', 'north'] as const) : (['north', 'main'] as const)
    return transferStock(world.ctx, {
      sku: i % 3 ? 'MUG' : 'CUP',
      from,
      to,
      quantity: 2,
    })
  })
  const codes = new Set((await Promise.allSettled(calls)).map(codeOf))
  expect(codes.isSubsetOf(new Set(['fulfilled', 'stock_not_enough']))).toBe(true)
  expect(await world.rows(`select sku, sum(on_hand) from stock_levels group by sku`)).toEqual(
    expect.arrayContaining([
      { sku: 'MUG', sum: 100 },
      { sku: 'CUP', sum: 100 },
    ]),
  )
})

test('the last word is that of the database: a level never goes below what is promised', async () => {
  await using world = await scene()
  await world.given.product('MUG', 20)
  const calls = Array.from({ length: 20 }, (_, i) =>
    i % 2 ? keep(world, 2) : moveStock(world.ctx, { type: 'adjusted', sku: 'MUG', quantity: -2 }),
  )
  const codes = new Set((await Promise.allSettled(calls)).map(codeOf))
  expect(codes).toEqual(new Set(['fulfilled', 'stock_not_enough']))
  const [level] = await world.rows<{ on_hand: number; reserved: number }>(
    `select on_hand, reserved from stock_levels`,
  )
  expect(level!.on_hand).toBeGreaterThanOrEqual(level!.reserved)
  expect(level!.on_hand - level!.reserved).toBeLessThan(2)
})

test('where nothing has come to, nothing runs low', async () => {
  await using world = await scene()
  await world.given.product('MUG', 5)
  for (const code of ['east', 'west']) await addLocation(world.ctx, { code, name: code })
  const there = await levels(world)
  const tooMany = { sku: 'MUG', from: 'main', to: 'east', quantity: 6 }
  const refused = { code: 'stock_not_enough' }
  await expect(transferStock(world.ctx, tooMany)).rejects.toMatchObject(refused)
  const lost = { type: 'adjusted', sku: 'MUG', location: 'east', quantity: -1 } as const
  await expect(moveStock(world.ctx, lost)).rejects.toMatchObject(refused)
  expect(await levels(world)).toEqual(there)

  const found = { ...lost, type: 'counted', location: 'west', quantity: 0 } as const
  await moveMany(world.ctx, [lost, found, { ...lost, location: 'west' }])
  expect(await levels(world)).toEqual([...there, { code: 'west', on_hand: 0, reserved: 0 }])
})
