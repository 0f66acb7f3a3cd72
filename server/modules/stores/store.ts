import type { Db } from '#platform/database.ts'
import { tables } from './tables.ts'

export type Store = {
  id: string
  key: string
  platform: string
  uid: string
  name: string
  state: 'active' | 'paused'
}

const COLUMNS = ['id', 'key', 'platform', 'uid', 'name', 'state'] as const

export function listStores(db: Db, orgId: string): Promise<Store[]> {
  return tables(db)
    .selectFrom('stores')
    .select(COLUMNS)
    .where('org_id', '=', orgId)
    .orderBy('platform')
    .orderBy('name')
    .execute()
}

export function findStore(db: Db, orgId: string, id: string): Promise<Store | undefined> {
  return tables(db)
    .selectFrom('stores')
    .select(COLUMNS)
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export function findStoreByUid(
  db: Db,
  orgId: string,
  platform: string,
  uid: string,
): Promise<Store | undefined> {
  return tables(db)
    .selectFrom('stores')
    .select(COLUMNS)
    .where('org_id', '=', orgId)
    .where('platform', '=', platform)
    .where('uid', '=', uid)
    .executeTakeFirst()
}

/** Adds a store unless the account is known already. */
export async function insertStore(
  db: Db,
  orgId: string,
  store: Omit<Store, 'state'>,
): Promise<void> {
  await tables(db)
    .insertInto('stores')
    .values({ org_id: orgId, base_url: null, ...store })
    .onConflict((conflict) => conflict.columns(['org_id', 'platform', 'uid']).doNothing())
    .execute()
}
