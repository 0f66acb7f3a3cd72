import { expect, test } from 'vitest'
import { listWaitingPieces } from '#orders'
import { listUnmapped } from '../../server/modules/channels/listings/products/store.ts'
import { listNeedy } from '../../server/modules/channels/listings/store.ts'
import { listDue } from '../../server/modules/channels/stock/store.ts'
import { newId } from '#platform/random.ts'
import { scene } from '#tests/scene.ts'
import { addStore, plansOf } from './plan.ts'

test.for([
  ['sku', 'listings_unmapped'],
  ['push', 'listings_refused'],
] as const)(
  'listings of all stores that need %s are read by their index',
  async ([needs, index]) => {
    await using world = await scene()
    const { orgId } = world.ctx
    const page = { after: { storeId: newId(), id: newId() }, limit: 21 }
    const storeId = await addStore(world, 'generic')
    await world.rows(
      `insert into listings (org_id, id, store_id, ref, title, sku, mapped_by)
     select $1, gen_random_uuid(), $2, n::text, 'x', 'SKU-' || n, 'person' from generate_series(1, 5000) n`,
      [orgId, storeId],
    )
    await world.rows('analyze listings')
    const [plan, ...others] = await plansOf(world, async (db) => {
      await listNeedy(db, orgId, needs, page)
      await listUnmapped(db, orgId, storeId, { limit: 501 })
      await listWaitingPieces(db, orgId, storeId)
      await listDue(db, new Date())
    })
    // Of a store, what has no SKU yet and the orders that wait for one are a few of many.
    expect(others[0]!.usesIndex('listings_unmapped'), others[0]!.text).toBe(true)
    expect(others[1]!.usesIndex('orders_unmapped'), others[1]!.text).toBe(true)
    // Asked several times a second: it reads what waits, and not all that is mapped.
    expect(others[2]!.usesIndex('listings_to_push'), others[2]!.text).toBe(true)
    expect(plan!.usesIndex(index), plan!.text).toBe(true)
    expect(plan!.text).not.toContain('Sort')
  },
)
