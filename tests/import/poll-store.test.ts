import { expect, test } from 'vitest'
import { catchUpOrders } from '../../server/modules/intake/sync/catch-up-orders.ts'
import { POLL_STORE, pollStore, SYNC_STORE } from '../../server/modules/intake/sync/poll-store.ts'
import { pollStores } from '../../server/modules/intake/sync/poll-stores.ts'
import type { SyncStore } from '../../server/modules/intake/sync/sync-store.ts'
import { changedAt, stage as listedShop } from './listed-shop.ts'

const lags = { note: () => {} }

async function stage() {
  const world = await listedShop()
  const { ctx, parts, rows, storeId } = world
  const { signal } = new AbortController()
  return Object.assign(world, {
    poll: (how: Partial<SyncStore> = {}) => pollStore(parts, ctx, { storeId, signal, ...how }),
    /** The stores that are due; gives how many different polls were asked for until now. */
    minute: async () => {
      await pollStores(ctx, lags)
      const keys = await rows(
        `select distinct data->>'key' from history
         where type = 'job.requested' and subject_id = $1`,
        [POLL_STORE],
      )
      return keys.length
    },
    polledAgo: (seconds: number) =>
      rows(`update store_sync set polled_at = $1`, [new Date(+ctx.clock.now() - seconds * 1_000)]),
    die: (job: string, payload: object = {}) =>
      rows(
        `insert into dead_letters (org_id, id, job, payload, attempts, error, made_at)
         values ($1, gen_random_uuid(), $2, $3, 3, '{"message": "away"}', now())`,
        [ctx.orgId, job, { storeId, ...payload }],
      ),
    dead: () => rows(`select job, payload->>'since' as since from dead_letters order by 1, 2`),
  })
}

test('a store is polled as often as its platform allows, and a little early is no reason to wait', async () => {
  await using world = await stage()
  await world.sync()
  await world.polledAgo(54)
  expect(await world.minute()).toBe(0)
  await world.polledAgo(56)
  expect(await world.minute()).toBe(1)
})

test('a poll that reached a limit was a poll, and the next one comes after it', async () => {
  await using world = await stage()
  await world.sync()
  await world.polledAgo(300)
  expect(await world.minute()).toBe(1)
  world.shop.state.listsLeft = 0
  await world.poll()
  expect(await world.proof()).toMatchObject({ lastError: expect.stringContaining('429') })
  // Otherwise its key would still be that of the one before, which is done.
  expect(await world.minute()).toBe(2)
})

test('whoever asks for a store goes on after a limit, and leaves calls to the polls in between', async () => {
  await using world = await stage()
  world.shop.state.listsLeft = 0
  const since = new Date('2026-01-14T10:00:00Z')
  for (const how of [{ isAsked: true }, { since }]) {
    const later = { name: 'Postponed', afterS: 7_200 }
    await expect(world.poll(how)).rejects.toMatchObject(later)
  }
})

test('a dead letter hides the failures of polls, and neither what people ask for nor a fault', async () => {
  await using world = await stage()
  await world.die(POLL_STORE)
  world.shop.state.isDown = true
  await world.poll()
  await expect(world.poll({ isAsked: true })).rejects.toThrow('503')
  const fault = world.poll({ signal: AbortSignal.abort() })
  await expect(fault).rejects.toMatchObject({ name: 'AbortError' })
  expect(await world.dead()).toHaveLength(1)
})

test('a comparison ends the dead letters of polls and syncs, and not those of the past', async () => {
  await using world = await stage()
  for (const job of [POLL_STORE, SYNC_STORE]) {
    await world.die(job)
    await world.die(job, { since: '2026-01-01' })
  }
  // Who is answered by one that is running does not know how it ends.
  world.shop.state.isDown = true
  const running = world.sync()
  const [failed] = await Promise.allSettled([running, world.poll()])
  expect(failed).toMatchObject({ status: 'rejected' })
  expect(await world.dead()).toHaveLength(4)
  world.shop.state.isDown = false
  await world.poll()
  expect(await world.dead()).toEqual([
    { job: POLL_STORE, since: '2026-01-01' },
    { job: SYNC_STORE, since: '2026-01-01' },
  ])
})

test('whoever catches up with a store asks for what is unproven since the store was connected', async () => {
  await using world = await stage()
  const { ctx, parts, shop, rows, sync, proof, storeId } = world
  await sync()
  await rows(
    `update store_sync set coverage = coverage - '{[2026-01-15 10:30Z, 2026-01-15 11:00Z)}'`,
  )
  shop.state.orders = [changedAt(1, '10:40')]
  await catchUpOrders(ctx, parts)(ctx, storeId)
  expect(await rows(`select external_id from orders`)).toEqual([{ external_id: '1' }])
  expect(await proof()).toMatchObject({ gaps: [], healed: 1 })
})

test('what was seen and healed is said of all days together', async () => {
  await using world = await stage()
  const { shop, rows, sync } = world
  await rows(`update stores set created_at = '2026-01-13T10:00:00Z'`)
  shop.state.orders = [1, 2, 3].map((id) => {
    const at = `2026-01-${12 + id}T11:00:00`
    return { ...changedAt(id, '11:00'), date_modified_gmt: at }
  })
  expect(await sync()).toMatchObject({ seen: 3, healed: 3 })
})

test('orders whose process died are missing, and one that is named twice is missing once', async () => {
  await using world = await stage()
  const { shop, rows, sync, proof } = world
  shop.state.orders = [changedAt(1, '10:10'), changedAt(2, '10:20'), changedAt(3, '10:30')]
  await sync()
  const become = (verdict: string, externalId: string, of: string) =>
    rows(
      `update messages set verdict = $1, external_id = $2, order_id = null where external_id = $3`,
      [verdict, externalId, of],
    )
  await become('working', '1', '1')
  await become('fetching', '1', '2')
  expect(await proof()).toMatchObject({ missing: 1 })
  // Its order is there, whatever a later message says of it that nobody understands.
  await rows(`update messages set verdict = 'parked' where external_id = '3'`)
  expect(await proof()).toMatchObject({ missing: 1 })
  await become('working', '3', '3')
  expect(await proof()).toMatchObject({ missing: 2 })
})
