import { expect, test } from 'vitest'
import { takeStep } from '#orders'
import { startBigcommerce } from '#simulators/bigcommerce/index.ts'
import { changeStore } from '../../server/modules/channels/connections/change-store.ts'
import { channelJobs } from '../../server/modules/channels/jobs.ts'
import { syncListings } from '../../server/modules/channels/listings/sync-listings.ts'
import { askToPushAgain, pushAgain } from '../../server/modules/channels/outgoing/push-again.ts'
import { subscriptions } from '../../server/subscriptions.ts'
import { simulatedStore } from './simulated-store.ts'

/** A store with one order in which a line of two pieces or more waits to be sent. */
async function stage() {
  const startAt = new Date('2026-01-15T12:00:00Z')
  const simulator = await startBigcommerce({ seed: 5, rate: 0, startAt })
  const { accessToken, storeHash } = simulator
  const world = await simulatedStore(simulator, {
    ...{ platform: 'bigcommerce', uid: storeHash, name: 'Shop', credentials: { accessToken } },
  })
  const { ctx, rows, storeId } = world
  ctx.outbound.limit = () => {}
  for (const sku of Object.keys(simulator.stock())) await world.given.product(sku, 500)
  await syncListings(ctx, storeId)
  simulator.makeOrders(12)
  const ready = async () => {
    for (const { externalId } of simulator.orders()) {
      const orderId = await world.fetched(externalId)
      const [line] = await rows<{ line: number }>(
        `select l.line from orders o join order_lines l on l.order_id = o.id
         where o.id = $1 and o.status = 'CONFIRMED' and o.holds = '{}' and not o.is_test
           and l.quantity >= 2 limit 1`,
        [orderId],
      )
      if (line) return { orderId, externalId, line: line.line }
    }
    throw new Error('No order of this seed has a line of two pieces to be sent.')
  }
  const { orderId, externalId, line } = await ready()
  const job = channelJobs['channels.push_shipment']
  return {
    ...{ ...world, orderId },
    /** Whether the store is told of parcels; what follows that change is done. */
    tell: async (pushesShipments: boolean) => {
      await changeStore(ctx, { storeId, change: { settings: { pushesShipments } } })
      expect(subscriptions['store.changed']).toContain('channels.push_waiting')
      const follow = channelJobs['channels.push_waiting']
      await follow.run(ctx, { storeId }, new AbortController().signal)
      const asked = await rows<{ id: string }>(
        `select data->'payload'->>'outgoingId' as id from history
         where type = 'job.requested' and subject_id = 'channels.push_again'`,
      )
      for (const { id } of asked) await pushAgain(ctx, id)
    },
    /** A piece leaves the house, and what the job for it gets is what the history says. */
    ship: async (trackingNumber: string) => {
      const parcel = { carrier: 'Delhivery', trackingNumber }
      const lines = [{ line, quantity: 1 }]
      await takeStep(ctx, { orderId, step: { type: 'ship', lines, parcel } })
    },
    jobs: async () =>
      (
        await rows<{ data: object }>(
          `select data from history where subject_id = $1 and type = 'order.shipped' order by id`,
          [orderId],
        )
      ).map(
        ({ data }) =>
          async () =>
            job.run(ctx, job.payload.parse(data), new AbortController().signal),
      ),
    /** What happened there: the number of each parcel, with its pieces. */
    told: () =>
      simulator.ledger
        .entries({ type: 'shipment.made' })
        .map(({ details }) => details as { order: number; tracking: string; pieces: number[] })
        .filter(({ order }) => String(order) === externalId)
        .map(({ tracking, pieces }) => `${tracking}: ${pieces.join(', ')}`)
        .toSorted(),
    outgoing: () =>
      rows<{ id: string; state: string }>(
        `select id, state from outgoing where order_id = $1 order by created_at, id`,
        [orderId],
      ),
  }
}

const BOTH = ['AWB1: 1', 'AWB2: 1']

test('two parcels that leave close together are both told, each under its own number', async () => {
  await using shop = await stage()
  await shop.ship('AWB1')
  await shop.ship('AWB2')
  const [first, second] = await shop.jobs()
  await first!()
  await second!()
  expect(shop.told()).toEqual(BOTH)
})

test('two jobs at the same time leave no parcel to each other', async () => {
  await using shop = await stage()
  await shop.ship('AWB1')
  await shop.ship('AWB2')
  const ended = await Promise.allSettled((await shop.jobs()).map((run) => run()))
  expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
  expect(shop.told()).toEqual(BOTH)
  expect(await shop.outgoing()).toMatchObject([{ state: 'done' }, { state: 'done' }])
})

test('a parcel that was refused is told later, under its own number', async () => {
  await using shop = await stage()
  await shop.ship('AWB1')
  shop.simulator.faults.add({ on: 'request', kind: 'server_error', match: 'POST', count: 9 })
  const [first] = await shop.jobs()
  await expect(first!()).rejects.toMatchObject({ name: 'PlatformBusy' })
  shop.simulator.faults.clear()
  const [row] = await shop.outgoing()
  await shop.rows(`update outgoing set state = 'refused' where id = $1`, [row!.id])

  await shop.ship('AWB2')
  const [, second] = await shop.jobs()
  await second!()
  expect(shop.told()).toEqual(['AWB2: 1'])
  await askToPushAgain(shop.ctx, { orderId: shop.orderId, outgoingId: row!.id })
  await pushAgain(shop.ctx, row!.id)
  expect(shop.told()).toEqual(BOTH)
})

/** A parcel has left while the store was told of none. */
async function leftUntold() {
  const shop = await stage()
  await shop.tell(false)
  await shop.ship('AWB1')
  const [first] = await shop.jobs()
  await first!()
  return shop
}

test('a parcel that left while the store was told of none is told when it is again', async () => {
  await using shop = await leftUntold()
  await shop.tell(false)
  expect(shop.told()).toEqual([])
  const problem = expect.stringContaining('it is told of no parcels')
  expect(await shop.rows(`select state, problem from outgoing`)).toEqual([
    { state: 'waiting', problem },
  ])
  await shop.tell(true)
  expect(shop.told()).toEqual(['AWB1: 1'])
  await shop.ship('AWB2')
  const [, second] = await shop.jobs()
  await second!()
  expect(shop.told()).toEqual(BOTH)
})

test('a parcel that the store learned of in another way meanwhile is not told again', async () => {
  await using shop = await leftUntold()
  await shop.rows(`update channel_orders set canonical = jsonb_set(canonical::jsonb, '{lines}',
    (select jsonb_agg(l || '{"fulfilledQuantity": "1"}')
     from jsonb_array_elements(canonical::jsonb->'lines') l))::json`)
  await shop.tell(true)
  expect(shop.told()).toEqual([])
  expect(await shop.outgoing()).toMatchObject([{ state: 'done' }])
})

test('a person may tell of a parcel although the store is told of none by itself', async () => {
  await using shop = await leftUntold()
  const [row] = await shop.outgoing()
  await askToPushAgain(shop.ctx, { orderId: shop.orderId, outgoingId: row!.id })
  await pushAgain(shop.ctx, row!.id)
  expect(shop.told()).toEqual(['AWB1: 1'])
})
