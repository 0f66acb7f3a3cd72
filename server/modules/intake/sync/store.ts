import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { Doubt } from './doubt.ts'

export type SyncState = {
  cursor: Date
  polledAt: Date | null
  healed: number
  lastError: string | null
  failingSince: Date | null
}

/** Makes the row of a store, which begins when the store was connected, and returns it. */
export async function beginSync(
  db: Db,
  orgId: string,
  storeId: string,
  from: Date,
): Promise<SyncState> {
  await sql`
    insert into store_sync (org_id, store_id, cursor) values (${orgId}, ${storeId}, ${from})
    on conflict (org_id, store_id) do nothing
  `.execute(db)
  return (await findSync(db, orgId, storeId))!
}

/**
 * Takes back proofs that are in doubt, so that they are made anew. Returns whether there were any.
 */
export async function takeBack(
  db: Db,
  orgId: string,
  storeId: string,
  { latest, since }: Doubt,
): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update store_sync
    set coverage = coverage - tstzmultirange(tstzrange(${since}, null)),
      cursor = least(cursor, ${since}), broken_off = null
    where org_id = ${orgId} and store_id = ${storeId}
      and (cursor > ${latest} or upper(coverage) > ${latest})
  `.execute(db)
  return numAffectedRows > 0n
}

export async function findSync(
  db: Db,
  orgId: string,
  storeId: string,
): Promise<SyncState | undefined> {
  const { rows } = await sql<SyncState>`
    select cursor, polled_at as "polledAt", healed, last_error as "lastError",
      failing_since as "failingSince"
    from store_sync where org_id = ${orgId} and store_id = ${storeId}
  `.execute(db)
  return rows[0]
}

/**
 * Notes that a range was compared with the platform's own list and that every order in it has
 * landed. Only a poll, and no sync of the past, counts for when the next poll is due.
 */
export async function coverRange(
  db: Db,
  orgId: string,
  storeId: string,
  { from, to, healed, isPoll }: { from: Date; to: Date; healed: number; isPoll: boolean },
): Promise<void> {
  await sql`
    update store_sync
    set coverage = case when ${from}::timestamptz < ${to}::timestamptz
          then coverage + tstzmultirange(tstzrange(${from}, ${to})) else coverage end,
      cursor = greatest(cursor, ${to}), healed = healed + ${healed},
      polled_at = case when ${isPoll} then now() else polled_at end,
      last_error = null, failing_since = null,
      broken_off = case when (broken_off->>'from')::timestamptz <> ${from} then broken_off end
    where org_id = ${orgId} and store_id = ${storeId}
  `.execute(db)
}

/** Where a list of several pages broke off. A page can only be asked for with its own range. */
export type BrokenOff = { range: TimeRange; through: Date; page: string; keptUntil: Date }

/** Finds where the list broke off that begins at `from`, unless the platform has forgotten it. */
export async function findBrokenOff(
  db: Db,
  orgId: string,
  storeId: string,
  { from, now }: { from: Date; now: Date },
): Promise<BrokenOff | undefined> {
  const { rows } = await sql<{ to: Date; through: Date; page: string; keptUntil: Date }>`
    select p."to", p.through, p.page, p."keptUntil"
    from store_sync s, jsonb_to_record(s.broken_off)
      as p ("from" timestamptz, "to" timestamptz, through timestamptz, page text,
        "keptUntil" timestamptz)
    where s.org_id = ${orgId} and s.store_id = ${storeId}
      and p."from" = ${from} and p."keptUntil" > ${now}
  `.execute(db)
  const [place] = rows
  return place && { ...place, range: { from, to: place.to } }
}

export async function saveBrokenOff(
  db: Db,
  orgId: string,
  storeId: string,
  place: BrokenOff | null,
): Promise<void> {
  const kept = place && { ...place.range, ...place, range: undefined }
  await sql`
    update store_sync set broken_off = ${kept && JSON.stringify(kept)}::jsonb
    where org_id = ${orgId} and store_id = ${storeId}
  `.execute(db)
}

export async function noteFailure(
  db: Db,
  orgId: string,
  storeId: string,
  { words, isPoll }: { words: string; isPoll: boolean },
): Promise<void> {
  await sql`
    update store_sync
    set last_error = ${words}, failing_since = coalesce(failing_since, now()),
      polled_at = case when ${isPoll} then now() else polled_at end
    where org_id = ${orgId} and store_id = ${storeId}
  `.execute(db)
}

/** Notes whether a store lags behind, and returns whether that has changed. */
export async function markLagging(
  db: Db,
  orgId: string,
  storeId: string,
  isLagging: boolean,
): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update store_sync set lagging_since = case when ${isLagging} then now() end
    where org_id = ${orgId} and store_id = ${storeId}
      and (lagging_since is not null) <> ${isLagging}
  `.execute(db)
  return numAffectedRows > 0n
}

export type TimeRange = { from: Date; to: Date }

const RANGES_MAX = 1_000

type Within = TimeRange & { doubt: Doubt }

/** Lists the proven ranges between two moments. */
export const listCovered = (db: Db, orgId: string, storeId: string, within: Within) =>
  listRanges(db, orgId, storeId, within, '*')

/** Lists the unproven ranges between two moments. */
export const listGaps = (db: Db, orgId: string, storeId: string, within: Within) =>
  listRanges(db, orgId, storeId, within, '-')

async function listRanges(
  db: Db,
  orgId: string,
  storeId: string,
  { from, to, doubt }: Within,
  operator: '*' | '-',
): Promise<TimeRange[]> {
  if (from >= to) return []
  const whole = sql`tstzmultirange(tstzrange(${from}, ${to}))`
  const { rows } = await sql<TimeRange>`
    select lower(r) as "from", upper(r) as "to"
    from store_sync s
    cross join lateral unnest(${whole} ${sql.raw(operator)} ${believed(doubt)}) as r
    where s.org_id = ${orgId} and s.store_id = ${storeId}
    order by 1 limit ${RANGES_MAX}
  `.execute(db)
  return rows
}

/** The proven ranges without those in doubt, whether or not `takeBack` was called already. */
const believed = ({ latest, since }: Doubt) => sql`
  case when upper(s.coverage) > ${latest}
    then s.coverage - tstzmultirange(tstzrange(${since}, null)) else s.coverage end`

/**
 * Counts orders of the store that are parked, wait, or are still to be fetched. Messages by which a
 * platform asks about people are no orders.
 */
export async function countUnlanded(
  db: Db,
  orgId: string,
  { storeId, topicsOfPeople }: { storeId: string; topicsOfPeople: readonly string[] },
): Promise<number> {
  const { rows } = await sql<{ unlanded: number }>`
    select count(distinct coalesce(external_id, id::text))::int as unlanded from messages
    where org_id = ${orgId} and store_id = ${storeId}
      and verdict in ('working', 'parked', 'fetching', 'waiting') and order_id is null
      and coalesce(topic, '') <> all (${topicsOfPeople}::text[])
  `.execute(db)
  return rows[0]!.unlanded
}
