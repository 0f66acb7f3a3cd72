import { expect, test } from 'vitest'
import { POLL_STORE } from '../../server/modules/intake/sync/poll-store.ts'
import { pollStores } from '../../server/modules/intake/sync/poll-stores.ts'
import { changedAt, stage } from './listed-shop.ts'

const HOUR_MS = 3_600_000
const DAYS_MS = 48 * HOUR_MS

test('what a clock has proven that was ahead is not believed, and is compared anew', async () => {
  await using world = await stage()
  const { shop, sync, proof, pass, rows, ctx } = world
  shop.state.orders = [changedAt(1, '10:10')]
  pass(DAYS_MS)
  await sync()
  expect((await proof()).through! > '2026-01-17T11:00:00Z').toBe(true)
  expect(await proof()).toMatchObject({ missing: 0, gaps: [] })

  // The clock is right again; meanwhile somebody has bought, and no message came of it.
  pass(HOUR_MS - DAYS_MS)
  shop.state.orders.push(changedAt(2, '12:30'))
  const doubtful = await proof()
  expect(doubtful).toMatchObject({ through: null, ranges: [] })
  expect(doubtful.gaps).toMatchObject([{ from: '2026-01-15T10:00:00.000Z' }])

  await rows(`update store_sync set polled_at = $1`, [new Date(+ctx.clock.now() + DAYS_MS)])
  const lags = { note: () => {} } as unknown as Parameters<typeof pollStores>[1]
  await pollStores(ctx, lags)
  const due = `select from history where type = 'job.requested' and subject_id = $1`
  expect(await rows(due, [POLL_STORE])).toHaveLength(1)
  expect(await sync()).toMatchObject({ healed: 1 })
  const mended = await proof()
  expect(mended).toMatchObject({ missing: 0, gaps: [] })
  expect(mended.through! > '2026-01-15T12:55:00Z').toBe(true)
  expect(mended.through! < '2026-01-15T13:00:00Z').toBe(true)
  expect(await sync()).toMatchObject({ healed: 0 })
})

test('of what was proven long before nothing is taken back', async () => {
  await using world = await stage()
  const { shop, sync, proof, pass, rows } = world
  await sync()
  pass(20 * DAYS_MS)
  await rows(
    `update store_sync set cursor = $1::timestamptz,
    coverage = tstzmultirange(tstzrange('2026-01-15T10:00:00Z', $1::timestamptz))`,
    [new Date(+world.ctx.clock.now() + DAYS_MS)],
  )
  const { through, ranges, gaps } = await proof()
  expect(through).toBe('2026-02-17T12:00:00.000Z')
  expect([ranges, gaps]).toMatchObject([[{ to: through }], [{ from: through }]])
  shop.state.lists = []
  await sync()
  expect(shop.state.lists).toHaveLength(8)
  expect(await proof()).toMatchObject({ gaps: [] })
})

test('clocks of two machines that are a little apart take nothing back', async () => {
  await using world = await stage()
  const { shop, sync, proof, pass } = world
  await sync()
  pass(-200_000)
  expect(await proof()).toMatchObject({ gaps: [] })
  shop.state.lists = []
  await sync()
  expect(shop.state.lists).toHaveLength(1)
})

test('where our clock is ahead of the platform’s, nothing is proven that it cannot know yet', async () => {
  await using world = await stage()
  const { shop, sync, proof, pass } = world
  shop.state.date = new Date('2026-01-15T12:00:00Z')
  pass(DAYS_MS)
  await sync()
  const first = await proof()
  expect(first.through! <= '2026-01-15T12:00:01Z').toBe(true)
  expect(first.lagS).toBeGreaterThan(47 * 3_600)
  pass(HOUR_MS)
  shop.state.date = new Date('2026-01-15T13:00:00Z')
  shop.state.orders = [changedAt(1, '12:30')]
  expect(await sync()).toMatchObject({ healed: 1 })
  // Right again: nothing has to be taken back.
  pass(-DAYS_MS)
  expect((await proof()).through! > '2026-01-15T12:55:00Z').toBe(true)
})

test('a store that was connected by a clock that was ahead is compared from now on', async () => {
  await using world = await stage()
  const { shop, sync, proof, pass, rows } = world
  await rows(`update stores set created_at = '2026-01-17T12:00:00Z'`)
  pass(DAYS_MS)
  await sync()
  pass(-DAYS_MS)
  shop.state.orders = [changedAt(1, '11:00'), changedAt(2, '12:01')]
  expect(await proof()).toMatchObject({ through: null, lagS: 0 })
  pass(HOUR_MS)
  expect(await sync()).toMatchObject({ healed: 0 })
  shop.state.orders.push(changedAt(3, '13:01'))
  pass(HOUR_MS)
  expect(await sync()).toMatchObject({ healed: 1 })
  expect(await proof()).toMatchObject({ through: null, lagS: 0 })
})

test('a store that was connected by a clock that was ahead, and not compared by it, is compared now', async () => {
  await using world = await stage()
  const { shop, sync, rows, pass } = world
  await rows(`update stores set created_at = '2026-01-17T12:00:00Z'`)
  await sync()
  pass(HOUR_MS)
  shop.state.orders = [changedAt(1, '12:30')]
  expect(await sync()).toMatchObject({ healed: 1 })
})
