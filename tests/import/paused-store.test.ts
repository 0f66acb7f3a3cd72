import { expect, test } from 'vitest'
import { changeStore, channelJobs } from '#channels'
import { startShopify } from '#simulators/shopify/index.ts'
import { syncListings } from '../../server/modules/channels/listings/sync-listings.ts'
import { askToPushAgain } from '../../server/modules/channels/outgoing/push-again.ts'
import { subscriptions } from '../../server/subscriptions.ts'
import { simulatedStore } from './simulated-store.ts'

/** A shop with one order of ours, all of which has left the house. */
async function stage() {
  const startAt = new Date('2026-01-15T12:00:00Z')
  const simulator = await startShopify({ seed: 11, rate: 0, startAt, secret: 'shpss_1' })
  const world = await simulatedStore(simulator, {
    ...{ platform: 'shopify', uid: simulator.shop.domain, name: 'Shopify' },
    credentials: { accessToken: 'shpat_simulated', webhookSecret: 'shpss_1' },
  })
  const { ctx, rows, storeId, given } = world
  for (const sku of Object.keys(simulator.stock())) await given.product(sku, 1_000)
  await syncListings(ctx, storeId)
  const [externalId] = simulator.makeOrders(1) as [string]
  const orderId = await world.fetched(externalId)
  world.skipHistories() // It is only said so, as by a parcel.
  const lines = await rows<{ line: number; externalId: string; shippedQuantity: number }>(
    `update order_lines set shipped_quantity = quantity where order_id = $1
     returning line, external_id as "externalId", shipped_quantity as "shippedQuantity"`,
    [orderId],
  )
  const told = {
    orderId,
    before: { lines: lines.map((line) => ({ ...line, shippedQuantity: 0 })) },
    after: { version: 2, lines },
  }
  const { signal } = new AbortController()
  const run = (name: keyof typeof channelJobs, payload: object) =>
    channelJobs[name].run(ctx, channelJobs[name].payload.parse(payload), signal)
  const outgoing = () =>
    rows<{ id: string; state: string; problem: string | null }>(
      `select id, state, problem from outgoing order by created_at`,
    )
  return {
    ...{ ...world, externalId, orderId, run, outgoing },
    ship: () => run('channels.push_shipment', told),
    becomes: (state: 'active' | 'paused') => changeStore(ctx, { storeId, change: { state } }),
    /** What was asked for since, by its job. */
    asked: () =>
      rows<{ job: keyof typeof channelJobs; payload: object }>(
        `select subject_id as job, data->'payload' as payload from history
         where type = 'job.requested' order by id`,
      ),
  }
}

test('a hold and a pause spend no attempts, and a store that goes on is told at once', async () => {
  await using shop = await stage()
  const { simulator, externalId, storeId, ship, run, outgoing, becomes, asked } = shop
  simulator.hold(externalId, true)
  await expect(ship()).rejects.toMatchObject({ name: 'Postponed', afterS: 900 })
  expect(await outgoing()).toMatchObject([{ state: 'waiting', problem: expect.any(String) }])

  await becomes('paused')
  await expect(ship()).rejects.toMatchObject({ name: 'Postponed', afterS: 900 })
  simulator.hold(externalId, false)
  await becomes('active')
  expect(subscriptions['store.active']).toEqual(['channels.push_waiting'])
  await run('channels.push_waiting', { storeId })
  const outgoingId = (await outgoing())[0]!.id
  expect(await asked()).toEqual([{ job: 'channels.push_again', payload: { outgoingId } }])
  for (const { job, payload } of await asked()) await run(job, payload)
  expect(await outgoing()).toMatchObject([{ state: 'done', problem: null }])
  // The job that waited finds nothing left to do.
  await ship()
  await run('channels.push_waiting', { storeId })
  expect(await asked()).toHaveLength(1)
})

test('a platform that is away is tried with attempts, which end', async () => {
  await using shop = await stage()
  shop.simulator.faults.add({ on: 'request', kind: 'server_error' })
  await expect(shop.ship()).rejects.toMatchObject({ name: 'PlatformBusy' })
})

test('what waits without a job may be pushed by a person', async () => {
  await using shop = await stage()
  const { ctx, rows, simulator, externalId, orderId, ship, run, outgoing, asked } = shop
  simulator.hold(externalId, true)
  await expect(ship()).rejects.toThrow()
  simulator.hold(externalId, false)
  const outgoingId = (await outgoing())[0]!.id
  const pushed = () => askToPushAgain(ctx, { orderId, outgoingId })
  await expect(pushed()).rejects.toMatchObject({ code: 'outgoing_not_refused' })
  await rows(
    `insert into dead_letters (org_id, id, job, payload, attempts, error, made_at)
     values ($1, gen_random_uuid(), 'channels.push_shipment', $2, 20, '{}', now())`,
    [ctx.orgId, { orderId, after: { version: 2, lifecycle: 'confirmed' }, parcel: {} }],
  )
  await pushed()
  expect(await rows(`select job from dead_letters`)).toEqual([])
  await expect(pushed()).rejects.toMatchObject({ code: 'outgoing_not_refused' })
  // Its job was discarded by somebody, or lost: nobody has tried for a day.
  await rows(`update outgoing set updated_at = $1::timestamptz - interval '25 hours'`, [
    ctx.clock.now(),
  ])
  await pushed()
  for (const { job, payload } of await asked()) await run(job, payload)
  expect(await outgoing()).toMatchObject([{ state: 'done' }])
})
