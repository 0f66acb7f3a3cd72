import { expect, test } from 'vitest'
import { changeStore } from '../../server/modules/channels/connections/change-store.ts'
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
  const { run, payload } = channelJobs['channels.push_waiting']
  return {
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

test('who stops telling a store of parcels keeps the rest from being told', async () => {
  await using shop = await backlog()
  await shop.tell(true)
  await shop.push({ storeId: shop.storeId })
  await shop.tell(false)
  await shop.push((await shop.rest()).payload)
  expect(await shop.told()).toBe(PER_MINUTE)
})
