import { type RawBuilder, sql } from 'kysely'
import { isFound, type SkuSearch } from '#catalog'
import type { Db, Tx } from '#platform/database.ts'
import type { LowLevel } from '../events.ts'

/**
 * A new level begins at nothing, so it is low from the start and no alarm is raised about that.
 * Gives those that were not there.
 */
export async function addLevels(
  tx: Tx,
  orgId: string,
  keys: { sku: string; locationId: string }[],
  { lowStandard, now }: { lowStandard: number; now: Date },
): Promise<{ sku: string; locationId: string }[]> {
  const { rows } = await sql<{ sku: string; locationId: string }>`
    insert into stock_levels (org_id, sku, location_id, low_standard, low_since)
    select distinct ${orgId}::uuid, k.sku, k.location_id, ${lowStandard}::int, ${now}::timestamptz
    from unnest(${keys.map(({ sku }) => sku)}::text[],
      ${keys.map(({ locationId }) => locationId)}::uuid[]) as k (sku, location_id)
    order by k.sku, k.location_id
    on conflict do nothing
    returning sku, location_id as "locationId"
  `.execute(tx)
  return rows
}

/** Takes back levels of the same transaction: nothing came to them after all. */
export async function removeLevels(
  tx: Tx,
  orgId: string,
  keys: { sku: string; locationId: string }[],
): Promise<void> {
  await sql`
    delete from stock_levels l
    using unnest(${keys.map(({ sku }) => sku)}::text[],
      ${keys.map(({ locationId }) => locationId)}::uuid[]) as k (sku, location_id)
    where l.org_id = ${orgId} and l.sku = k.sku and l.location_id = k.location_id
  `.execute(tx)
}

/** Which of these have no level anywhere: nobody has ever said how many there are. */
export async function uncountedOf(db: Db, orgId: string, skus: string[]): Promise<string[]> {
  const { rows } = await sql<{ sku: string }>`
    select w.sku from unnest(${skus}::text[]) as w (sku)
    where not exists (select from stock_levels l where l.org_id = ${orgId} and l.sku = w.sku)
  `.execute(db)
  return rows.map(({ sku }) => sku)
}

const WATCHED_MAX = 1_000

export type Flipped = LowLevel & { isLow: boolean }

/** Which levels have become low, or enough again. What somebody holds is left for the next time. */
export async function lockFlipped(tx: Tx, orgId: string, skus?: string[]): Promise<Flipped[]> {
  const { rows } = await sql<Flipped>`
    select sku, location_id as "locationId", on_hand as "onHand", reserved,
      coalesce(low_threshold, low_standard) as threshold, is_low as "isLow"
    from stock_levels
    where org_id = ${orgId} and is_low <> (low_since is not null)
      and ${skus ? sql<boolean>`sku = any(${skus}::text[])` : sql<boolean>`true`}
    order by org_id, sku, location_id
    limit ${WATCHED_MAX}
    for no key update skip locked
  `.execute(tx)
  return rows
}

/** Notes since when each of these has been low, if it is. */
export async function markLow(
  tx: Tx,
  orgId: string,
  levels: { sku: string; locationId: string }[],
  now: Date,
): Promise<void> {
  await sql`
    update stock_levels l set low_since = case when l.is_low then ${now}::timestamptz end
    from unnest(${levels.map(({ sku }) => sku)}::text[],
      ${levels.map(({ locationId }) => locationId)}::uuid[]) as f (sku, location_id)
    where l.org_id = ${orgId} and l.sku = f.sku and l.location_id = f.location_id
  `.execute(tx)
}

/** Copies the threshold of the org to the levels, where the database can compare with it. */
export async function applyThreshold(db: Db, orgId: string, threshold: number): Promise<void> {
  await sql`
    with stale as (
      select sku, location_id from stock_levels
      where org_id = ${orgId} and low_standard <> ${threshold}
      order by org_id, sku, location_id
      for no key update
    )
    update stock_levels l set low_standard = ${threshold}
    from stale s
    where l.org_id = ${orgId} and l.sku = s.sku and l.location_id = s.location_id
  `.execute(db)
}

export type LevelLimits = { safetyStock: number; lowThreshold: number | null }

export async function findLimits(
  tx: Tx,
  orgId: string,
  key: { sku: string; locationId: string },
): Promise<LevelLimits> {
  const { rows } = await sql<LevelLimits>`
    select safety_stock as "safetyStock", low_threshold as "lowThreshold"
    from stock_levels
    where org_id = ${orgId} and sku = ${key.sku} and location_id = ${key.locationId}
  `.execute(tx)
  return rows[0]!
}

export async function saveLimits(
  tx: Tx,
  orgId: string,
  key: { sku: string; locationId: string },
  limits: LevelLimits,
): Promise<void> {
  const { safetyStock, lowThreshold } = limits
  await sql`
    update stock_levels set safety_stock = ${safetyStock}, low_threshold = ${lowThreshold},
      updated_at = now()
    where org_id = ${orgId} and sku = ${key.sku} and location_id = ${key.locationId}
  `.execute(tx)
}

export type Level = LevelLimits & {
  backorderLimit: number
  promisedFor: string | null
  sku: string
  locationId: string
  locationCode: string
  locationName: string
  onHand: number
  reserved: number
  available: number
  isLow: boolean
  lowSince: Date | null
  threshold: number
  updatedAt: Date
}

const LEVEL: RawBuilder<Level> = sql`
  l.sku, o.id as "locationId", o.code as "locationCode", o.name as "locationName",
  l.on_hand as "onHand", l.reserved,
  case when o.active
    then greatest(0, l.on_hand + l.backorder_limit - l.safety_stock - l.reserved) else 0
  end as available,
  l.safety_stock as "safetyStock", l.backorder_limit as "backorderLimit",
  l.promised_for::text as "promisedFor", l.low_threshold as "lowThreshold",
  coalesce(l.low_threshold, l.low_standard) as threshold, l.is_low as "isLow",
  l.low_since as "lowSince", l.updated_at as "updatedAt"`

export async function listLevelsOf(db: Db, orgId: string, skus: string[]): Promise<Level[]> {
  const { rows } = await sql<Level>`
    select ${LEVEL}
    from stock_levels l join locations o on o.org_id = l.org_id and o.id = l.location_id
    where l.org_id = ${orgId} and l.sku = any(${skus}::text[])
    order by l.sku, o.priority, o.code
  `.execute(db)
  return rows
}

export type LevelFilter = {
  low?: boolean | undefined
  locationId?: string | undefined
  /** These alone, or whatever a search finds where that is a lot. */
  found?: string[] | SkuSearch | undefined
}
export type LevelPosition = { sku: string; locationId: string }

/** By SKU. Continues after a position, and joins no more than the page. */
export async function listLevels(
  db: Db,
  orgId: string,
  filter: LevelFilter,
  { after, limit }: { after?: LevelPosition | undefined; limit: number },
): Promise<Level[]> {
  const { low, locationId, found } = filter
  const conditions = [
    sql<boolean>`l.org_id = ${orgId}`,
    ...(low === true ? [sql<boolean>`l.is_low`] : []),
    ...(low === false ? [sql<boolean>`not l.is_low`] : []),
    ...(locationId === undefined ? [] : [sql<boolean>`l.location_id = ${locationId}`]),
    ...(found === undefined ? [] : [isAmong(orgId, found)]),
    ...(after
      ? [sql<boolean>`(l.sku, l.location_id) > (${after.sku}, ${after.locationId}::uuid)`]
      : []),
  ]
  const { rows } = await sql<Level>`
    select ${LEVEL}
    from (
      select * from stock_levels l
      where ${sql.join(conditions, sql` and `)}
      order by l.sku, l.location_id
      limit ${limit}
    ) l
    join locations o on o.org_id = l.org_id and o.id = l.location_id
    order by l.sku, l.location_id
  `.execute(db)
  return rows
}

const isAmong = (orgId: string, found: string[] | SkuSearch): RawBuilder<boolean> =>
  Array.isArray(found) ? sql`l.sku = any(${found}::text[])` : isFound(orgId, sql`l.sku`, found)

/**
 * How many pieces of each SKU can be sold just now, over all places; see `sellable`. Nothing for
 * one that nobody has counted yet.
 */
export async function listSellable(
  db: Db,
  orgId: string,
  skus: string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ sku: string; pieces: number }>`
    select l.sku, sum(greatest(0, l.on_hand + l.backorder_limit - l.safety_stock - l.reserved))
      filter (where o.active)::int as pieces
    from stock_levels l join locations o on o.org_id = l.org_id and o.id = l.location_id
    where l.org_id = ${orgId} and l.sku = any(${skus}::text[])
    group by l.sku
  `.execute(db)
  return new Map(rows.map(({ sku, pieces }) => [sku, pieces ?? 0]))
}

const PROMISES_MAX = 100

export type PromiseOf = { reservationId: string; location: string; pieces: number }

/** To whom pieces of a SKU are promised, the newest promise first. */
export async function listPromisesOf(db: Db, orgId: string, sku: string): Promise<PromiseOf[]> {
  const { rows } = await sql<PromiseOf>`
    select m.reservation_id as "reservationId", o.code as location,
      sum(m.reserved_delta)::int as pieces
    from stock_movements m
    join locations o on o.org_id = m.org_id and o.id = m.location_id
    where m.org_id = ${orgId} and m.sku = ${sku} and m.reservation_id is not null
    group by m.reservation_id, o.code
    having sum(m.reserved_delta) > 0
    order by min(m.id::text) desc
    limit ${PROMISES_MAX}
  `.execute(db)
  return rows
}
