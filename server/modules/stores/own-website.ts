import type { Ctx } from '#platform/context.ts'
import type { Db } from '#platform/database.ts'
import { newId, newToken } from '#platform/random.ts'
import { findStoreByUid, insertStore, type Store } from './store.ts'

const PLATFORM = 'website'
const UID = 'own'

const known = new WeakMap<Db, Map<string, Store>>()

/** The org's own website. Orders that Penstock takes itself belong to this store. */
export async function ownWebsite(ctx: Ctx): Promise<Store> {
  const stores = known.get(ctx.db) ?? new Map<string, Store>()
  known.set(ctx.db, stores)
  // It is remembered, because its id never changes and each order of the website needs it.
  const store = stores.get(ctx.orgId) ?? (await findOrAdd(ctx))
  stores.set(ctx.orgId, store)
  return store
}

async function findOrAdd(ctx: Ctx): Promise<Store> {
  const found = await findStoreByUid(ctx.db, ctx.orgId, PLATFORM, UID)
  if (found) return found
  await insertStore(ctx.db, ctx.orgId, {
    ...{ id: newId(), key: newToken(12), platform: PLATFORM, uid: UID, name: 'Website' },
  })
  return (await findStoreByUid(ctx.db, ctx.orgId, PLATFORM, UID))!
}
