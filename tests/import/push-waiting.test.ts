import { expect, test } from 'vitest'
import { subscriptions } from '../../server/subscriptions.ts'
import {
  changeStore,
  replaceCredentials,
} from '../../server/modules/channels/connections/change-store.ts'
import { channelJobs } from '../../server/modules/channels/jobs.ts'
import { changedAt, stage } from './listed-shop.ts'

/** More than WooCommerce is told in two minutes, and nothing of it was told yet. */
const UNTOLD = 100
const PER_MINUTE = 45

type Asked = { payload: { storeId: string; outgoingId: string }; startAfter?: string }

async function backlog() {
  const world = await stage()
  const { ctx, shop, rows, storeId } = world
  shop.state.orders = [changedAt(1, '11:00')]
  await world.sync()
  const tell = (pushesShipments: boolean) =>
    changeStore(ctx, { storeId, change: { settings: { pushesShipments } } })
  await tell(false)
  await rows(
    `insert into outgoing (org_id, id, store_id, order_id, key, kind, body)
     select org_id, gen_random_uuid(), $1, id, 'shipment/' || id || '/' || n, 'shipment', '{}'
     from orders, generate_series(1, $2) n`,
    [storeId, UNTOLD],
  )
  const asked = async (name: string) => {
    const found = await rows<{ data: Asked }>(
      `select data from history where type = 'job.requested' and subject_id = $1 order by id`,
      [`channels.${name}`],
    )
    return found.map(({ data }) => data)
  }
  const changes = async () =>
    (
      await rows<{ data: object }>(
        `select data from history where type in ('store.changed', 'store.credentials_replaced')
         order by id`,
      )
    ).map(({ data }) => data)
  const { run, payload } = channelJobs['channels.push_waiting']
  return {
    replace: () => {
      const credentials = { consumerKey: 'ck_2', consumerSecret: 'cs_2' }
      return replaceCredentials(ctx, { storeId, credentials, overlapHours: 1 })
    },
    ...{ changes, changed: async () => (await changes()).at(-1)! },
    rounds: async () => (await asked('push_waiting')).length,
    asks: async () => (await asked('push_again')).length,
    ...{ tell, storeId, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() },
    push: async (of: object) => run(ctx, payload.parse(of), AbortSignal.timeout(5_000)),
    rest: async () => (await asked('push_waiting')).at(-1)!,
    told: async () =>
      new Set((await asked('push_again')).map((one) => one.payload.outgoingId)).size,
  }
}

test('a store that was told of no parcels for long is told of them as fast as it can take', async () => {
  await using shop = await backlog()
  await shop.tell(true)
  await shop.push({ storeId: shop.storeId })
  expect(await shop.told()).toBe(PER_MINUTE)
  const rest = await shop.rest()
  expect(rest.startAfter).toBe('2026-01-15T12:01:00.000Z')
  await shop.push(rest.payload)
  expect(await shop.told()).toBe(2 * PER_MINUTE)
  await shop.push((await shop.rest()).payload)
  expect(await shop.told()).toBe(UNTOLD)
})

test('a store that is changed while it is told of its backlog has one round, begun anew', async () => {
  await using shop = await backlog()
  await shop.tell(true)
  await shop.push(await shop.changed())
  const old = await shop.rest()
  await shop.tell(true)
  await shop.tell(true)
  const changes = await shop.changes()
  // Of several changes only the last one begins, whichever of their jobs comes first.
  for (const change of changes) await shop.push(change)
  expect(await shop.rounds()).toBe(2)
  const asked = await shop.asks()
  await shop.push(old.payload)
  expect(await shop.asks()).toBe(asked)
  for (let left = 0; left < 2; left++) await shop.push((await shop.rest()).payload)
  expect([await shop.told(), await shop.rounds()]).toEqual([UNTOLD, 3])
})

test('new credentials begin a round as well, so that none is lost by them', async () => {
  await using shop = await backlog()
  await shop.tell(true)
  await shop.push(await shop.changed())
  await shop.replace()
  const { payload } = await shop.rest()
  await shop.push(payload)
  expect(await shop.told()).toBe(PER_MINUTE)
  expect(subscriptions['store.credentials_replaced']).toContain('channels.push_waiting')
  await shop.push(await shop.changed())
  await shop.push((await shop.rest()).payload)
  expect(await shop.told()).toBe(2 * PER_MINUTE)
})

test('who stops telling a store of parcels keeps the rest from being told', async () => {
  await using shop = await backlog()
  await shop.tell(true)
  await shop.push({ storeId: shop.storeId })
  await shop.tell(false)
  await shop.push((await shop.rest()).payload)
  expect(await shop.told()).toBe(PER_MINUTE)
})
