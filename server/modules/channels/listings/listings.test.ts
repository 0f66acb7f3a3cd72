import { expect, test } from 'vitest'
import { suggestSkus } from '#catalog'
import { newId } from '#platform/random.ts'
import { insertStore } from '#stores'
import { laneScene } from '#tests/lane-scene.ts'
import { type Scene, scene } from '#tests/scene.ts'
import { changeListing, mapListing } from './map-listing.ts'
import { pushAgain } from './push-again.ts'
import { createSkuResolver } from './resolve.ts'
import { listListings } from './store.ts'
import { keepListings } from './sync-listings.ts'

async function aStore({ ctx }: Scene, uid = 'mill.example'): Promise<string> {
  const id = newId()
  await insertStore(ctx.db, ctx.orgId, { id, key: id, platform: 'shopify', uid, name: 'Mill' })
  return id
}

const line = (variantId: string | null, sku: string | null, productId: string | null = null) => ({
  ...{ variantId, sku, productId },
})

test('a listing with a SKU of ours maps itself, and a person has the last word', async () => {
  await using world = await laneScene()
  const { ctx, given, lane } = world
  await given.product('MUG', 3)
  await given.product('CUP', 3)
  const storeId = await aStore(world)
  const resolve = createSkuResolver(lane)
  const skus = (...refs: ReturnType<typeof line>[]) => resolve({ orgId: ctx.orgId, storeId, refs })

  expect(await skus(line('v1', 'MUG'), line('v2', 'TAZA'), line(null, null))).toEqual([
    ...['MUG', null, null],
  ])
  const seen = [
    { ...line('v1', 'MUG', 'p1'), title: 'Mug', quantity: 3 },
    { ...line('v2', 'TAZA', 'p1'), title: 'Taza', quantity: 1, extra: { item: '9' } },
  ]
  await keepListings(ctx, storeId, seen)
  await mapListing(ctx, storeId, { externalId: 'v2', sku: 'CUP' })
  await mapListing(ctx, storeId, { externalSku: 'GONE', sku: 'MUG' })
  await mapListing(ctx, storeId, { externalId: 'v1', sku: 'CUP' })
  // Read again from the platform, nothing of it is undone.
  await keepListings(ctx, storeId, seen)
  // What the list of the platform has said is not said better by a line of an order.
  const details = { productTitle: 'Cup', variantTitle: 'Red', barcode: null, price: null }
  await keepListings(ctx, storeId, [{ ...seen[1]!, title: 'Cup – Red', details }])
  await keepListings(ctx, storeId, [{ ...seen[1]!, title: 'Cup' }])
  expect(await world.rows(`select title, details from listings where ref = 'variant:v2'`)).toEqual([
    { title: 'Cup – Red', details },
  ])
  expect(await skus(line('v1', 'MUG'), line('v2', 'TAZA'), line(null, 'GONE'))).toEqual([
    ...['CUP', 'CUP', 'MUG'],
  ])
  const other = await aStore(world, 'other.example')
  expect(await resolve({ orgId: ctx.orgId, storeId: other, refs: [line('v2', 'TAZA')] })).toEqual([
    null,
  ])
})

test('what changes the number to show makes it wait for the next push', async () => {
  await using world = await scene()
  const { ctx, given } = world
  await given.product('MUG', 3)
  const storeId = await aStore(world)
  await keepListings(ctx, storeId, [{ ...line('v1', 'X'), title: 'Mug', quantity: null }])
  const [listing] = await listListings(ctx.db, ctx.orgId, { storeId }, { limit: 9 })
  const waiting = () => world.rows<{ n: number }>(`select count(dirty_at)::int as n from listings`)
  expect(await waiting()).toEqual([{ n: 0 }])

  const mapped = await mapListing(ctx, storeId, { externalId: 'v1', sku: 'MUG' })
  expect(await waiting()).toEqual([{ n: 1 }])
  expect(mapped).toMatchObject({ id: listing!.id, sku: 'MUG', mappedBy: 'person', version: 2 })
  const change = { listingId: mapped.id, change: { buffer: 2 } }
  const stale = changeListing(ctx, storeId, { ...change, expectedVersion: 1 })
  await expect(stale).rejects.toMatchObject({ code: 'listing_changed', status: 412 })
  expect(await changeListing(ctx, storeId, change)).toMatchObject({ buffer: 2, version: 3 })
  await expect(
    mapListing(ctx, storeId, { externalId: 'v1', sku: 'NO SUCH' }),
  ).rejects.toMatchObject({ code: 'sku_unknown' })

  const history = await world.rows<{ type: string }>(
    `select type from history where subject_type = 'listing' order by id`,
  )
  expect(history.map(({ type }) => type)).toEqual(['listing.mapped', 'listing.changed'])
})

test.for<[state: string, waited: boolean, shown: number | null, seen: number, waits: boolean]>([
  ['visible', false, 3, 3, false],
  // Somebody has set it there, and the message of it was lost.
  ['visible', false, 50, 50, true],
  ['visible', false, null, 3, false],
  ['visible', true, 50, 50, true],
  // The list may be older than the push.
  ['accepted', false, 50, 3, false],
  ['submitted', false, 50, 3, false],
  ['waiting', true, 50, 3, true],
  ['none', false, 50, 50, false],
])(
  'of a number that is %s (waits: %s), the list shows %s',
  async ([state, waited, shown, seen, waits]) => {
    await using world = await scene()
    const { ctx, given } = world
    await given.product('MUG', 3)
    const storeId = await aStore(world)
    const mug = { ...line('v1', 'MUG'), title: 'Mug', quantity: 3 }
    await keepListings(ctx, storeId, [mug])
    await world.rows(
      `update listings set push_state = $1, dirty_at = case when $2 then now() end, tries = 4`,
      [state, waited],
    )
    await keepListings(ctx, storeId, [{ ...mug, quantity: shown }])
    const kept = await world.rows(
      'select push_state, seen, tries, dirty_at is not null as waits from listings',
    )
    const isForeign = state === 'visible' && seen !== 3
    const [push_state, tries] = isForeign ? ['waiting', 0] : [state, 4]
    expect(kept).toEqual([{ push_state, seen, tries, waits }])
  },
)

test('a number that was refused is pushed again when a person says so', async () => {
  await using world = await scene()
  const { ctx, given } = world
  await given.product('MUG', 3)
  const storeId = await aStore(world)
  await keepListings(ctx, storeId, [{ ...line('v1', 'X'), title: 'Mug', quantity: null }])
  const [listing] = await listListings(ctx.db, ctx.orgId, { storeId }, { limit: 9 })
  const again = () => pushAgain(ctx, storeId, listing!.id)
  await expect(again()).rejects.toMatchObject({ code: 'nothing_to_push' })
  await mapListing(ctx, storeId, { externalId: 'v1', sku: 'MUG' })
  await world.rows(`update listings set push_state = 'refused', dirty_at = null, tries = 3`)
  expect(await again()).toMatchObject({ pushState: 'waiting' })
  expect(
    await world.rows('select push_state, tries, dirty_at is not null as dirty from listings'),
  ).toEqual([{ push_state: 'waiting', tries: 0, dirty: true }])
})

test('suggestions know SKUs in another spelling, barcodes and names', async () => {
  await using world = await scene()
  const { ctx, given } = world
  for (const sku of ['MUG-RED-01', 'KETTLE', 'LAMP']) await given.product(sku)
  await world.rows(`update variants set barcode = '8901234567890' where sku = 'KETTLE'`)
  await world.rows(`update products set name = 'Brass table lamp' where name = 'Product LAMP'`)
  const best = async (sku: string | null, title: string) => {
    const [first] = await suggestSkus(ctx.db, ctx.orgId, { sku, title }, 3)
    return first && [first.sku, first.why]
  }
  expect(await best('mug_red 01', 'Some mug')).toEqual(['MUG-RED-01', 'same_sku'])
  expect(await best('8901234567890', 'Boiler')).toEqual(['KETTLE', 'same_barcode'])
  expect(await best(null, 'Table lamp, brass')).toEqual(['LAMP', 'similar_name'])
  expect(await best('ZZZ', 'Umbrella')).toBeUndefined()
})
