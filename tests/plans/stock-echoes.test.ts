import { expect, test } from 'vitest'
import { lockEchoed } from '../../server/modules/channels/echoes/store.ts'
import type { Db, Tx } from '#platform/database.ts'
import { scene } from '#tests/scene.ts'
import { addStore, plansOf } from './plan.ts'

test('the listing of a message about stock is found by its name or by what is kept of it', async () => {
  await using world = await scene()
  const { orgId } = world.ctx
  const storeId = await addStore(world, 'shopify')
  await world.rows(
    `insert into listings (org_id, id, store_id, ref, product_id, title, sku, mapped_by, extra)
     select $1, gen_random_uuid(), $2, n::text, (n / 10)::text, 'x', 'SKU-' || n, 'person',
       jsonb_build_object('inventoryItemId', n::text, 'locationId', '9')
     from generate_series(1, 5000) n`,
    [orgId, storeId],
  )
  await world.rows('analyze listings')
  const find = (by: Parameters<typeof lockEchoed>[3]) => (db: Db) =>
    lockEchoed(db as Tx, orgId, storeId, by)
  const extra = { inventoryItemId: '7', locationId: '9' }
  const [byExtra] = await plansOf(world, find({ ref: null, extra }))
  expect(byExtra!.text).toContain('listings_by_extra')
  const [byRef] = await plansOf(world, find({ ref: '7', extra: null }))
  expect(byRef!.usesIndex('a_listing_is_known_once'), byRef!.text).toBe(true)
  const [byProduct] = await plansOf(world, find({ ref: '7', extra: null, productId: '7' }))
  expect(byProduct!.usesIndex('listings_by_product'), byProduct!.text).toBe(true)
})
