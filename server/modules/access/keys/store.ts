import type { Db, Tx } from '#platform/database.ts'
import { sql } from 'kysely'
import { tables } from '../tables.ts'

export type Key = {
  id: string
  name: string
  prefix: string
  scopes: string[]
  createdAt: Date
  expiresAt: Date | null
  lastUsedAt: Date | null
  revokedAt: Date | null
  replacedBy: string | null
  /** The one store whose orders it may bring in; the whole org without it. */
  storeId: string | null
}

const keys = (db: Db) =>
  tables(db)
    .selectFrom('api_keys')
    .select(['id', 'name', 'prefix', 'scopes', 'created_at as createdAt'])
    .select(['expires_at as expiresAt', 'last_used_at as lastUsedAt'])
    .select(['revoked_at as revokedAt', 'replaced_by as replacedBy', 'store_id as storeId'])

type Recognised = {
  orgId: string
  id: string
  name: string
  scopes: string[]
  storeId: string | null
  expiresAt: Date | null
  lastUsedAt: Date | null
}

export async function findKeyByHash(db: Db, hash: Buffer, now: Date) {
  const { rows } = await sql<Recognised>`
    select org_id as "orgId", id, name, scopes, store_id as "storeId", expires_at as "expiresAt",
      last_used_at as "lastUsedAt"
    from api_keys
    where hash = ${hash} and revoked_at is null and (expires_at is null or expires_at > ${now})
  `.execute(db)
  return rows[0]
}

export async function touchKey(db: Db, orgId: string, id: string, now: Date): Promise<void> {
  await tables(db)
    .updateTable('api_keys')
    .set({ last_used_at: now })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}

/** Newest first. */
export function listKeys(
  db: Db,
  orgId: string,
  page: { after?: string | undefined; limit: number },
): Promise<Key[]> {
  let query = keys(db).where('org_id', '=', orgId)
  if (page.after) query = query.where('id', '<', page.after)
  return query.orderBy('id', 'desc').limit(page.limit).execute()
}

export function lockKey(tx: Tx, orgId: string, id: string): Promise<Key | undefined> {
  return keys(tx).where('org_id', '=', orgId).where('id', '=', id).forUpdate().executeTakeFirst()
}

export async function hasLiveKeys(tx: Tx, orgId: string, max: number, now: Date): Promise<boolean> {
  const found = await tables(tx)
    .selectFrom('api_keys')
    .select('id')
    .where('org_id', '=', orgId)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .limit(max)
    .execute()
  return found.length >= max
}

export async function insertKey(
  tx: Tx,
  key: {
    orgId: string
    id: string
    name: string
    prefix: string
    hash: Buffer
    scopes: string[]
    now: Date
    expiresAt: Date | null
    storeId: string | null
  },
): Promise<Key> {
  const { orgId, id, name, prefix, hash, scopes, now, expiresAt, storeId } = key
  await tables(tx)
    .insertInto('api_keys')
    .values({
      org_id: orgId,
      id,
      name,
      prefix,
      hash,
      scopes,
      created_at: now,
      expires_at: expiresAt,
      last_used_at: null,
      revoked_at: null,
      replaced_by: null,
      store_id: storeId,
    })
    .execute()
  const unused = { lastUsedAt: null, revokedAt: null, replacedBy: null }
  return { id, name, prefix, scopes, createdAt: now, expiresAt, storeId, ...unused }
}

export async function replaceKey(
  tx: Tx,
  orgId: string,
  id: string,
  by: { id: string; until: Date },
): Promise<void> {
  await tables(tx)
    .updateTable('api_keys')
    .set({ replaced_by: by.id, expires_at: by.until })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}

export async function endKey(tx: Tx, orgId: string, id: string, now: Date): Promise<void> {
  await tables(tx)
    .updateTable('api_keys')
    .set({ revoked_at: now })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}
