import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import { labelsIn } from '#platform/labels-in.ts'
import { tables } from './tables.ts'

export type StoreState = 'active' | 'paused' | 'disconnected'

export type Store = {
  id: string
  /** The last part of the address that is given to the platform. */
  key: string
  platform: string
  /** What the platform's own headers carry: shop domain, site address, store hash, seller id. */
  uid: string
  name: string
  state: StoreState
}

/** A store with everything that a connection needs. The credentials are still sealed. */
export type StoreAccount = Store & {
  orgId: string
  baseUrl: string | null
  credentialsSealed: Uint8Array | null
  settings: Record<string, unknown>
  /** Why it cannot be called just now, and since when. */
  trouble: string | null
  troubleSince: Date | null
  version: number
  createdAt: Date
}

const COLUMNS = ['id', 'key', 'platform', 'uid', 'name', 'state'] as const
const ACCOUNT = [
  ...COLUMNS,
  'org_id as orgId',
  'base_url as baseUrl',
  'credentials_sealed as credentialsSealed',
  'settings',
  'trouble',
  'trouble_since as troubleSince',
  'version',
  'created_at as createdAt',
] as const

export function listStores(db: Db, orgId: string): Promise<Store[]> {
  return tables(db)
    .selectFrom('stores')
    .select(COLUMNS)
    .where('org_id', '=', orgId)
    .orderBy('platform')
    .orderBy('name')
    .execute()
}

export function listAccounts(db: Db, orgId: string): Promise<StoreAccount[]> {
  return tables(db)
    .selectFrom('stores')
    .select(ACCOUNT)
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

export const storeNames = labelsIn('stores')

export function findAccount(db: Db, orgId: string, id: string): Promise<StoreAccount | undefined> {
  return tables(db)
    .selectFrom('stores')
    .select(ACCOUNT)
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export function lockAccount(tx: Tx, orgId: string, id: string): Promise<StoreAccount | undefined> {
  return tables(tx)
    .selectFrom('stores')
    .select(ACCOUNT)
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** Lists the stores of all orgs, because a message names its store and not its org. */
export async function listAllAccounts(db: Db): Promise<StoreAccount[]> {
  const { rows } = await sql<StoreAccount>`
    /* across orgs */
    select id, key, platform, uid, name, state, org_id as "orgId", base_url as "baseUrl",
      credentials_sealed as "credentialsSealed", settings, trouble,
      trouble_since as "troubleSince", version, created_at as "createdAt"
    from stores order by created_at, id
  `.execute(db)
  return rows
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

export type NewStore = Omit<Store, 'state'> & {
  baseUrl?: string | null
  credentialsSealed?: Uint8Array | null
  settings?: Record<string, unknown>
}

/**
 * Adds a store. Returns whether it was added; it is not where the org knows the account already.
 */
export async function insertStore(db: Db, orgId: string, store: NewStore): Promise<boolean> {
  const { baseUrl = null, credentialsSealed = null, settings = {}, ...rest } = store
  const added = await tables(db)
    .insertInto('stores')
    .values({
      ...{ org_id: orgId, ...rest, base_url: baseUrl, credentials_sealed: credentialsSealed },
      settings: sql`${JSON.stringify(settings)}::jsonb`,
    })
    .onConflict((conflict) => conflict.columns(['org_id', 'platform', 'uid']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (added) await tellProcesses(db)
  return added !== undefined
}

/** Saves an account, whose row must be locked. */
export async function saveAccount(tx: Tx, account: StoreAccount): Promise<void> {
  await tables(tx)
    .updateTable('stores')
    .set({
      ...{ name: account.name, uid: account.uid, base_url: account.baseUrl },
      ...{ state: account.state, trouble: account.trouble, trouble_since: account.troubleSince },
      credentials_sealed: account.credentialsSealed,
      settings: sql`${JSON.stringify(account.settings)}::jsonb`,
      ...{ version: account.version, updated_at: sql`now()` },
    })
    .where('org_id', '=', account.orgId)
    .where('id', '=', account.id)
    .execute()
  await tellProcesses(tx)
}

/** Notes why a store cannot be called, or with `null` that it can. Returns whether that is news. */
export async function noteTrouble(
  db: Db,
  orgId: string,
  { storeId, trouble }: { storeId: string; trouble: string | null },
): Promise<boolean> {
  const { rows } = await sql<{ isNews: boolean }>`
    update stores s set trouble = ${trouble}::text,
      trouble_since = case when ${trouble}::text is not null
        then coalesce(s.trouble_since, now()) end
    from stores b
    where s.org_id = ${orgId} and s.id = ${storeId} and b.org_id = s.org_id and b.id = s.id
      and b.trouble is distinct from ${trouble}::text
    returning (b.trouble is null) <> (${trouble}::text is null) as "isNews"
  `.execute(db)
  return rows[0]?.isNews ?? false
}

/** Deletes stores. Rows that refer to them must be deleted before, or the database refuses. */
export async function deleteStores(tx: Tx, orgId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tables(tx).deleteFrom('stores').where('org_id', '=', orgId).where('id', 'in', ids).execute()
  await tellProcesses(tx)
}

export type WebhookAddress = { storeId: string; address: string }

/** Lists the addresses under which we are registered at the platforms of active stores. */
export function listWebhookAddresses(db: Db, orgId: string): Promise<WebhookAddress[]> {
  return tables(db)
    .selectFrom('stores')
    .select(['id as storeId', 'webhook_address as address'])
    .where('org_id', '=', orgId)
    .where('state', '=', 'active')
    .where('webhook_address', 'is not', null)
    .orderBy('id')
    .$narrowType<{ address: string }>()
    .execute()
}

export async function noteWebhookAddress(
  db: Db,
  orgId: string,
  { storeId, address }: WebhookAddress,
): Promise<void> {
  await tables(db)
    .updateTable('stores')
    .set({ webhook_address: address })
    .where('org_id', '=', orgId)
    .where('id', '=', storeId)
    .execute()
}

/** The channel by which processes hear of changed stores, since each keeps them in memory. */
export const STORES_CHANGED = 'penstock_stores'

async function tellProcesses(db: Db): Promise<void> {
  await sql`select pg_notify(${STORES_CHANGED}, '')`.execute(db)
}
