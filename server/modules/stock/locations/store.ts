import type { Updateable } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import { labelsIn } from '#platform/labels-in.ts'
import { tables } from '../tables.ts'

export type Location = {
  id: string
  code: string
  name: string
  priority: number
  country: string | null
  postcode: string | null
  latitude: number | null
  longitude: number | null
  active: boolean
}

const COLUMNS = [
  'id',
  'code',
  'name',
  'priority',
  'country',
  'postcode',
  'latitude',
  'longitude',
  'active',
] as const

const LOCATIONS_MAX = 1_000

/** All of them, in the order in which they are taken from. */
export function listLocations(db: Db, orgId: string): Promise<Location[]> {
  return tables(db)
    .selectFrom('locations')
    .select(COLUMNS)
    .where('org_id', '=', orgId)
    .orderBy('priority')
    .orderBy('code')
    .limit(LOCATIONS_MAX)
    .execute()
}

export function findLocationsByCode(db: Db, orgId: string, codes: string[]): Promise<Location[]> {
  return tables(db)
    .selectFrom('locations')
    .select(COLUMNS)
    .where('org_id', '=', orgId)
    .where('code', 'in', codes)
    .execute()
}

export const locationNames = labelsIn('locations')

export function lockLocation(tx: Tx, orgId: string, id: string): Promise<Location | undefined> {
  return tables(tx)
    .selectFrom('locations')
    .select(COLUMNS)
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

/** Adds a location unless its code is taken, and says whether it has. */
export async function insertLocation(db: Db, orgId: string, location: Location): Promise<boolean> {
  const added = await tables(db)
    .insertInto('locations')
    .values({ org_id: orgId, ...location })
    .onConflict((conflict) => conflict.columns(['org_id', 'code']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

export async function saveLocation(tx: Tx, orgId: string, location: Location): Promise<void> {
  const { id, ...columns } = location
  await tables(tx)
    .updateTable('locations')
    .set(columns satisfies Updateable<Location>)
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}
