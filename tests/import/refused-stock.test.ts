import { expect, test } from 'vitest'
import { startShopify } from '#simulators/shopify/index.ts'
import { startWoocommerce } from '#simulators/woocommerce/index.ts'
import { syncListings } from '../../server/modules/channels/listings/sync-listings.ts'
import { pushStock } from '../../server/modules/channels/stock/push-stock.ts'
import { simulatedStore } from './simulated-store.ts'

const startAt = new Date('2026-01-15T12:00:00Z')

const PLATFORMS = {
  async shopify() {
    const simulator = await startShopify({ seed: 5, rate: 0, startAt })
    const credentials = { accessToken: 'shpat_simulated' }
    return { simulator, uid: simulator.shop.domain, credentials }
  },
  async woocommerce() {
    const simulator = await startWoocommerce({ seed: 5, rate: 0, startAt })
    const { consumerKey, consumerSecret } = simulator
    return { simulator, uid: 'shop.example', credentials: { consumerKey, consumerSecret } }
  },
}

/** A store whose listings all wait for the number 4. */
async function stage(platform: keyof typeof PLATFORMS) {
  const { simulator, uid, credentials } = await PLATFORMS[platform]()
  const world = await simulatedStore(simulator, { platform, uid, name: 'Shop', credentials })
  const { ctx, rows, storeId } = world
  // How often each may be called is tried elsewhere, and takes its time.
  ctx.outbound.limit = () => {}
  const skus = Object.keys(simulator.stock())
  for (const sku of skus) await world.given.product(sku, 4)
  await syncListings(ctx, storeId)
  return {
    ...{ ...world, skus },
    states: async () =>
      new Map(
        (
          await rows<{ sku: string; state: string; problem: string | null }>(
            `select sku, push_state as state, push_problem as problem from listings
             where sku is not null`,
          )
        ).map(({ sku, ...one }) => [sku, one]),
      ),
    /** Until nothing waits. */
    push: async () => {
      for (let round = 0; round < 10; round++) {
        if ((await pushStock(ctx, storeId)) === 0) return
        await world.later(60_000)
      }
    },
  }
}

test.for<[platform: keyof typeof PLATFORMS, what: string, set: string]>([
  ['shopify', 'an id that is none', `variant_id = 'gone', extra = '{}'`],
  ['woocommerce', 'a variation of a product that is gone', `product_id = '99999'`],
  [
    'woocommerce',
    'neither an id nor a SKU',
    `product_id = null, variant_id = null, external_sku = null`,
  ],
])('at %s, %s is refused alone, and all others are told', async ([platform, , set]) => {
  await using shop = await stage(platform)
  const [bad] = await shop.rows<{ sku: string }>(
    `update listings set ${set}
     where id = (select id from listings where sku is not null
                 order by variant_id is null, id offset 2 limit 1)
     returning sku`,
  )
  await shop.push()
  const states = await shop.states()
  expect(states.get(bad!.sku)).toMatchObject({
    state: 'refused',
    problem: expect.stringMatching(/\w/),
  })
  states.delete(bad!.sku)
  expect([...states.values()].filter(({ state }) => state !== 'visible')).toEqual([])
  const { [bad!.sku]: _old, ...stock } = shop.simulator.stock()
  expect(new Set(Object.values(stock))).toEqual(new Set([4]))
})

test('whose turn is taken while a refused call is halved tells nothing more', async () => {
  await using shop = await stage('shopify')
  const { ctx, rows } = shop
  await rows(
    `update listings set variant_id = 'gone', extra = '{}'
     where id = (select id from listings where sku is not null order by id limit 1)`,
  )
  const { request } = ctx.outbound
  let calls = 0
  ctx.outbound.request = async (call) => {
    const reply = await request.call(ctx.outbound, call)
    if (!String(call.body).includes('inventorySetQuantities')) return reply
    calls++
    const until = new Date(ctx.clock.now().getTime() + 600_000)
    await rows(`update listings set claimed_until = $1`, [until])
    return reply
  }
  await pushStock(ctx, shop.storeId)
  expect(calls).toBe(1)
})
