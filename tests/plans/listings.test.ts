import { expect, test } from 'vitest'
import { listNeedy } from '../../server/modules/channels/listings/store.ts'
import { newId } from '#platform/random.ts'
import { scene } from '#tests/scene.ts'
import { plansOf } from './plan.ts'

test.for([
  ['sku', 'listings_unmapped'],
  ['push', 'listings_refused'],
] as const)(
  'listings of all stores that need %s are read by their index',
  async ([needs, index]) => {
    await using world = await scene()
    const { orgId } = world.ctx
    const page = { after: { storeId: newId(), id: newId() }, limit: 21 }
    const storeId = newId()
    await world.rows(
      `insert into stores (org_id, id, key, platform, uid, name)
     values ($1, $2, $3, 'generic', 'plan', 'Plan')`,
      [orgId, storeId, 'plan-key'],
    )
    await world.rows(
      `insert into listings (org_id, id, store_id, ref, title, sku, mapped_by)
     select $1, gen_random_uuid(), $2, n::text, 'x', 'SKU-' || n, 'person' from generate_series(1, 5000) n`,
      [orgId, storeId],
    )
    await world.rows('analyze listings')
    const [plan] = await plansOf(world, (db) => listNeedy(db, orgId, needs, page))
    expect(plan!.usesIndex(index), plan!.text).toBe(true)
    expect(plan!.text).not.toContain('Sort')
  },
)
