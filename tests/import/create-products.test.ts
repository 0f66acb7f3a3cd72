import { expect, test } from 'vitest'
import type { Good } from '#simulators/frame/goods.ts'
import { startShopify } from '#simulators/shopify/index.ts'
import { pushStock } from '../../server/modules/channels/stock/push-stock.ts'
import {
  CreatedProducts,
  CreateProductsBody,
} from '../../server/modules/channels/listings/products/contract.ts'
import { createProducts } from '../../server/modules/channels/listings/products/create-products.ts'
import { syncListings } from '../../server/modules/channels/listings/sync-listings.ts'
import { catchUpOrders } from '../../server/modules/intake/sync/catch-up-orders.ts'
import { mapLines } from '../../server/modules/intake/land/map-lines.ts'
import { ensureMainLocation, listSellable } from '#stock'
import { given } from '../given.ts'
import { signIn, startProduct } from '../product.ts'
import { simulatedStore } from './simulated-store.ts'
import { openPool } from '../../load/open-pool.ts'

const good = (sku: string, title: string, quantity: number, more: Partial<Good> = {}): Good => ({
  ...{ sku, title, quantity, variantTitle: null, grams: 100, pricesMinor: { INR: 49_900 } },
  ...more,
})

const GOODS = [
  good('TEE-S', 'Tee', 12, { variantTitle: 'S', barcode: '8901' }),
  good('TEE-L', 'Tee', 5, { variantTitle: 'L' }),
  good('', 'Gift box', 7),
  good('MUG', 'Mug', 4),
  good('TWIN', 'Pot', 1),
  good('TWIN', 'Pan', 1),
]

const SECRET = 'shpss_of_the_mill'
const credentials = { accessToken: 'shpat_simulated', webhookSecret: SECRET }
const aShop = (goods: Good[], startAt?: Date) =>
  startShopify({ seed: 7, secret: SECRET, currency: 'INR', goods, ...(startAt && { startAt }) })

/** What the store was told, as far as it has answered. */
const TOLD = `select sku, pushed from listings where pushed is not null order by sku`

test('what a shop sells becomes products of ours with its stock', async () => {
  const simulator = await aShop(GOODS)
  const product = await startProduct({ PENSTOCK_OUTBOUND_PRIVATE: new URL(simulator.url).host })
  const pool = openPool(product.databaseUrl)
  await given(pool, { orgId: product.orgId }).product('MUG', 3)
  const headers = await signIn(product)
  const call = async (method: 'GET' | 'POST', url: string, payload?: object) => {
    const path = `/api/v1${url}`
    const reply = await product.app.inject({
      method,
      url: path,
      headers,
      ...(payload && { payload }),
    })
    expect(reply.statusCode, `${method} ${url}: ${reply.body}`).toBeLessThan(300)
    return reply.json()
  }
  const uid = simulator.shop.domain
  const typed = { platform: 'shopify', uid, name: 'Mill', baseUrl: simulator.url, credentials }
  const { id: storeId } = await call('POST', '/stores', typed)
  const at = `/stores/${storeId}/listings`
  await call('POST', `${at}/sync`)
  const { locations } = await call('GET', '/locations')
  const openingStock = { locationId: locations[0].id as string }
  const create = async (body: object) =>
    CreatedProducts.parse(await call('POST', `${at}/products`, { openingStock, ...body }))

  const preview = await create({ dryRun: true })
  expect(preview).toMatchObject({ products: 1, created: 2, mapped: 0, leftOut: 3 })
  expect(preview.results.map(({ reason }) => reason?.code).filter(Boolean)).toEqual([
    ...['sku_missing', 'sku_doubled', 'sku_doubled'],
  ])
  const key = { name: 'A clerk', scopes: ['catalog.edit'] }
  const { secret } = await call('POST', '/api-keys', key)
  const asClerk = (payload: object) =>
    product.app.inject({
      ...{ method: 'POST', url: `/api/v1${at}/products`, payload },
      headers: { authorization: `Bearer ${secret}` },
    })
  expect((await asClerk({ openingStock })).json()).toMatchObject({ code: 'forbidden' })
  expect((await asClerk({ dryRun: true })).json()).toMatchObject({ created: 2, openingPieces: 0 })
  // Meanwhile the shop has sold one: what it shows now counts, and not what it showed then.
  simulator.shop.variants[0]!.available = 11
  const done = await create({})
  expect(done).toMatchObject({ products: 1, created: 2, leftOut: 3, openingPieces: 16 })
  expect(done.results.find(({ sku }) => sku === 'TEE-S')).toMatchObject({
    ...{ outcome: 'created', openingStock: 11, shows: 11, willShow: 11 },
  })
  expect(await create({})).toMatchObject({ created: 0, openingPieces: 0, leftOut: 3 })

  const { products } = await call('GET', '/products?q=Tee')
  const [tee] = products
  expect(await call('GET', `/products/${tee.id}`)).toMatchObject({
    ...{ name: 'Tee', state: 'draft' },
    variants: [
      { sku: 'TEE-S', name: 'S', barcode: '8901', priceMinor: 49_900, currency: 'INR' },
      { sku: 'TEE-L', name: 'L', barcode: null },
    ],
  })
  const { rows: moved } = await pool.query(
    `select sku, sum(on_hand_delta)::int as pieces, max(reason) as reason from stock_movements
     where sku like 'TEE%' group by sku order by sku`,
  )
  expect(moved).toEqual([
    { sku: 'TEE-L', pieces: 5, reason: 'opening stock' },
    { sku: 'TEE-S', pieces: 11, reason: 'opening stock' },
  ])
  // What is told is what was counted, and what is ours already is told as we have it.
  const told = async () => (await pool.query(TOLD)).rows
  await expect.poll(told).toEqual([
    { sku: 'MUG', pushed: 3 },
    { sku: 'TEE-L', pushed: 5 },
    { sku: 'TEE-S', pushed: 11 },
  ])
  expect(simulator.stock()).toMatchObject({ 'TEE-S': 11, 'TEE-L': 5, MUG: 3 })
  await pool.end()
  await product.stop()
  await simulator.stop()
})

test('five at once count once, with the pieces that open orders wait for and then take', async () => {
  const simulator = await aShop([good('TEE', 'Tee', 20)], new Date('2026-01-15T12:00:00Z'))
  const store = { platform: 'shopify', uid: simulator.shop.domain, name: 'Mill', credentials }
  await using world = await simulatedStore(simulator, store)
  const { ctx, storeId, land, later, runtime } = world
  // Nobody has told us of it yet: it lands before the shelf is counted.
  await world.rows(`update stores set created_at = '2026-01-15T11:59:00Z'`)
  simulator.makeOrders(1)
  await later(60_000)
  await syncListings(ctx, storeId)
  const catchUp = catchUpOrders(runtime, land)
  const sold = 20 - simulator.stock()['TEE']!
  expect(sold).toBeGreaterThan(0)
  const { id: locationId } = await ensureMainLocation(ctx)
  const body = CreateProductsBody.parse({ openingStock: { locationId } })
  const create = () => createProducts(ctx, storeId, body, catchUp)
  const reports = await Promise.all(Array.from({ length: 5 }, create))
  const counted = reports.map(({ openingPieces }) => openingPieces)
  expect(counted.toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 20])
  expect((await create()).created).toBe(0)
  // The orders come first: until they have theirs the shop is told nothing.
  expect(await pushStock(ctx, storeId)).toBe(0)
  expect(await world.rows(TOLD)).toEqual([])
  await mapLines(land, ctx, storeId, new AbortController().signal)
  expect(await listSellable(ctx.db, ctx.orgId, ['TEE'])).toEqual(new Map([['TEE', 20 - sold]]))
  await later(60_000 + sold * 20 + 1)
  await pushStock(ctx, storeId)
  expect(await world.rows(TOLD)).toEqual([{ sku: 'TEE', pushed: 20 - sold }])
})

test('a SKU that nobody has counted is not told as sold out', async () => {
  const simulator = await aShop([good('TEE', 'Tee', 20), good('MUG', 'Mug', 4)])
  const store = { platform: 'shopify', uid: simulator.shop.domain, name: 'Mill', credentials }
  await using world = await simulatedStore(simulator, store)
  const { ctx, storeId, runtime, land } = world
  const catchUp = catchUpOrders(runtime, land)
  await world.given.product('MUG', 0)
  await syncListings(ctx, storeId)
  const report = await createProducts(ctx, storeId, CreateProductsBody.parse({}), catchUp)
  expect(report.results).toMatchObject([{ sku: 'TEE', openingStock: null, willShow: null }])
  expect(await pushStock(ctx, storeId)).toBeGreaterThan(0)
  expect(simulator.stock()).toEqual({ TEE: 20, MUG: 0 })
  const states = await world.rows(`select push_state, dirty_at from listings where sku = 'TEE'`)
  expect(states).toEqual([{ push_state: 'none', dirty_at: null }])
})
