import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import { tables } from './tables.ts'

export type Stored = {
  key: string
  value: unknown
  version: number
  updatedAt: Date
  updatedBy: string
}

const COLUMNS = [
  ...(['key', 'value', 'version'] as const),
  ...(['updated_at as updatedAt', 'updated_by as updatedBy'] as const),
] as const

export function listStored(db: Db, orgId: string): Promise<Stored[]> {
  return tables(db).selectFrom('settings').select(COLUMNS).where('org_id', '=', orgId).execute()
}

export function findStored(db: Db, orgId: string, key: string): Promise<Stored | undefined> {
  return tables(db)
    .selectFrom('settings')
    .select(COLUMNS)
    .where('org_id', '=', orgId)
    .where('key', '=', key)
    .executeTakeFirst()
}

/** Lets changes of an org's settings take turns. The first change of one has no row to lock. */
export async function lockSettings(tx: Tx, orgId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`settings ${orgId}`}, 0))`.execute(tx)
}

export async function saveSetting(
  tx: Tx,
  orgId: string,
  { key, value, by }: { key: string; value: unknown; by: string },
): Promise<Stored> {
  const { rows } = await sql<Stored>`
    insert into settings as s (org_id, key, value, updated_by)
    values (${orgId}, ${key}, ${JSON.stringify(value)}::jsonb, ${by})
    on conflict (org_id, key) do update set
      value = excluded.value, version = s.version + 1, updated_at = now(),
      updated_by = excluded.updated_by
    returning key, value, version, updated_at as "updatedAt", updated_by as "updatedBy"
  `.execute(tx)
  return rows[0]!
}

export const CHANNEL = 'penstock_settings'

/** Tells all processes that settings of the org have changed. */
export async function announce(tx: Tx, orgId: string): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${orgId})`.execute(tx)
}

/**
 * One number for each org that grows with every change of its settings: the sum of their versions,
 * since rows are never deleted.
 */
export async function readVersions(db: Db, orgIds: string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ orgId: string; version: number }>`
    select org_id as "orgId", sum(version)::int8 as version
    from settings where org_id = any(${orgIds}) group by org_id
  `.execute(db)
  return new Map(rows.map(({ orgId, version }) => [orgId, version]))
}
