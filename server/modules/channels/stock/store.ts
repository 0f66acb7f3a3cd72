import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import { ANOTHER_MARK } from './mark.ts'

/**
 * These SKUs have other numbers now: every listing of them waits for a push. Whoever takes several
 * listings, here or in a push, takes them by their ids, so that nobody waits in a circle.
 */
export async function markSkus(tx: Tx, skus: { orgId: string; sku: string }[]): Promise<void> {
  await sql`
    with w as materialized (
      select l.org_id, l.id
      from unnest(${skus.map(({ orgId }) => orgId)}::uuid[],
        ${skus.map(({ sku }) => sku)}::text[]) as changed (org_id, sku)
      join listings l on l.org_id = changed.org_id and l.sku = changed.sku
      where l.state = 'active'
      order by l.org_id, l.id
      for update of l
    )
    update listings l set tries = 0, next_try_at = null,
      changed_at = coalesce(l.changed_at, clock_timestamp()),
      dirty_at = ${ANOTHER_MARK}
    from w where l.org_id = w.org_id and l.id = w.id
  `.execute(tx)
}

/**
 * Another buffer, or a store that goes on: each of its listings may have another number. `isUnseen`:
 * nobody has watched what the store shows, so each number is told, whatever buyers saw at last.
 */
export async function markStore(
  tx: Tx,
  orgId: string,
  storeId: string,
  { isUnseen }: { isUnseen: boolean },
): Promise<void> {
  await sql`
    update listings l set tries = 0, next_try_at = null, dirty_at = ${ANOTHER_MARK},
      push_state = case when ${isUnseen} then 'waiting' else push_state end
    where org_id = ${orgId} and store_id = ${storeId} and sku is not null and state = 'active'
  `.execute(tx)
}

/** What changed is not known any more, and no number counts as seen: every one is told again. */
export async function markAll(tx: Tx): Promise<void> {
  await sql`
    /* across orgs */
    update listings l set tries = 0, next_try_at = null, dirty_at = ${ANOTHER_MARK},
      push_state = 'waiting'
    where sku is not null and state = 'active'
  `.execute(tx)
}

/** Where nothing can be pushed, nothing waits for it. */
export async function forgetWaiting(db: Db, orgId: string, storeId: string): Promise<void> {
  await sql`
    update listings set dirty_at = null, push_state = 'none'
    where org_id = ${orgId} and store_id = ${storeId}
      and (dirty_at is not null or push_state in ('submitted', 'accepted'))
  `.execute(db)
}

/** No claim and no wait is as long; only a clock that was ahead can have set such a time. */
const AHEAD_MS = 2 * 3_600_000

/** A time that is over, or that was never right: once the clock is mended, nothing waits for it. */
function hasCome(column: string, now: Date): RawBuilder<boolean> {
  const time = sql.ref(column)
  const ahead = new Date(now.getTime() + AHEAD_MS)
  return sql`(${time} is null or ${time} <= ${now} or ${time} > ${ahead})`
}

export type DueStore = { orgId: string; storeId: string }

/** Stores with something to push or to look at, across all orgs. */
export async function listDue(db: Db, now: Date): Promise<DueStore[]> {
  const { rows } = await sql<DueStore>`
    /* across orgs */
    select s.org_id as "orgId", s.id as "storeId" from stores s
    where s.state = 'active' and exists (
      select 1 from listings l
      where l.org_id = s.org_id and l.store_id = s.id and l.state = 'active'
        and l.sku is not null
        and (l.dirty_at is not null or l.push_state in ('submitted', 'accepted'))
        and ${hasCome('l.next_try_at', now)} and ${hasCome('l.claimed_until', now)}
    )
  `.execute(db)
  return rows
}

export type ToPush = {
  id: string
  productId: string | null
  variantId: string | null
  externalSku: string | null
  extra: Record<string, string>
  sku: string
  buffer: number | null
  maxListed: number | null
  pushState: string
  pushed: number | null
  seen: number | null
  tries: number
  dirtyAt: Date
  /** By which the platform can be asked what became of the push. */
  reference: string | null
}

type Claim = { storeId: string; now: Date; until: Date; limit: number }

/** Takes listings that wait, so that no other process pushes them at the same time. */
export async function claimWaiting(db: Db, orgId: string, claim: Claim): Promise<ToPush[]> {
  return claimWhere(db, orgId, claim, sql`dirty_at is not null`)
}

/** Takes listings whose number was pushed and has not been seen there yet. */
export async function claimUnseen(db: Db, orgId: string, claim: Claim): Promise<ToPush[]> {
  return claimWhere(
    db,
    orgId,
    claim,
    sql`push_state in ('submitted', 'accepted')
    and dirty_at is null`,
  )
}

async function claimWhere(
  db: Db,
  orgId: string,
  { storeId, now, until, limit }: Claim,
  condition: ReturnType<typeof sql>,
): Promise<ToPush[]> {
  const { rows } = await sql<ToPush>`
    update listings l set claimed_until = ${until}
    from (
      select org_id, id from listings
      where org_id = ${orgId} and store_id = ${storeId} and state = 'active' and ${condition}
        and sku is not null
        and ${hasCome('next_try_at', now)} and ${hasCome('claimed_until', now)}
      order by dirty_at, id limit ${limit}
      for update skip locked
    ) w
    where l.org_id = w.org_id and l.id = w.id
    returning l.id, l.product_id as "productId", l.variant_id as "variantId",
      l.external_sku as "externalSku", l.extra, l.sku, l.buffer, l.max_listed as "maxListed",
      l.push_state as "pushState", l.pushed, l.seen, l.tries, l.dirty_at as "dirtyAt",
      l.push_reference as "reference"
  `.execute(db)
  return rows
}

/** Listings that one worker has taken. `until` is its token: whoever claims later has a later one. */
export type Claimed = { storeId: string; ids: string[]; until: Date }

/**
 * Whether all of them are still ours; those that are stay so for longer. `toTell`: from now on
 * nobody knows what buyers see of these, also where no answer is ever written.
 */
export async function renewClaim(
  db: Db,
  orgId: string,
  claimed: Claimed,
  { until, toTell = [] }: { until: Date; toTell?: string[] },
): Promise<boolean> {
  const { storeId, ids } = claimed
  const renewed = await sql`
    with ours as materialized (
      select org_id, id from listings
      where org_id = ${orgId} and store_id = ${storeId} and id = any(${ids}::uuid[])
        and claimed_until = ${claimed.until}
      order by id
      for update
    )
    update listings l set claimed_until = ${until},
      push_state = case when l.id = any(${toTell}::uuid[]) then 'waiting' else l.push_state end
    from ours where l.org_id = ours.org_id and l.id = ours.id
  `.execute(db)
  claimed.until = until
  return renewed.numAffectedRows === BigInt(ids.length)
}

export type Written = {
  id: string
  /** The mark that was seen; one that came meanwhile stays. Null leaves the mark as it is. */
  dirtyAt: Date | null
  pushState: 'none' | 'waiting' | 'submitted' | 'accepted' | 'visible' | 'refused'
  pushed: number | null
  seen: number | null
  problem: string | null
  tries: number
  nextTryAt: Date | null
  reference?: string | null
  /** Somebody else has changed it meanwhile. */
  again?: boolean
}

type Writer = {
  storeId: string
  now: Date
  /** Of a claim: what is not ours any more was told by somebody else meanwhile, or is being. */
  until?: Date | undefined
  /** Whether numbers were told, and not only looked for. */
  hasTold?: boolean
}

/**
 * What came of a push or of a look, for all listings of a call at once. Where another worker has
 * taken a listing since it was told, nobody knows whose call came last: its number is pushed once
 * more, whatever the other one has seen by then.
 */
export async function writeResults(
  db: Db,
  orgId: string,
  { storeId, now, until, hasTold = false }: Writer,
  results: Written[],
): Promise<void> {
  if (results.length === 0) return
  const rows = results.map((result) => ({ ...result, timeId: newId() }))
  const isOurs = until ? sql`l.claimed_until = ${until}` : sql`true`
  await sql`
    with r as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid,
        "timeId" uuid, "dirtyAt" timestamptz(3), "pushState" text, pushed int, seen int,
        problem text, tries int, "nextTryAt" timestamptz(3), reference text, again boolean)
    ), locked as materialized (
      select id from listings
      where org_id = ${orgId} and store_id = ${storeId} and id in (select id from r)
      order by id
      for update
    ), timed as (
      insert into stock_push_times (org_id, store_id, at, id, took_ms)
      select l.org_id, l.store_id, ${now}, r."timeId",
        greatest(0, extract(epoch from clock_timestamp() - l.changed_at) * 1000)::int
      from r join listings l on l.org_id = ${orgId} and l.id = r.id
      where r."pushState" = 'visible' and l.changed_at is not null and ${isOurs}
    ), written as (
      -- Where somebody doubts by now what buyers see, it is told whatever was seen before.
      update listings l set push_state = case when l.sku is null then 'none'
          when r."pushState" = 'visible' and l.push_state = 'waiting' then 'waiting'
          else r."pushState" end,
        pushed_at = case when r.pushed is null then l.pushed_at else ${now} end,
        pushed = coalesce(r.pushed, l.pushed), seen = coalesce(r.seen, l.seen),
        seen_at = case when r.seen is null then l.seen_at else ${now} end,
        push_problem = case when l.sku is not null then r.problem end,
        push_reference = r.reference,
        tries = r.tries, next_try_at = r."nextTryAt", claimed_until = null,
        dirty_at = case
          when r.again and l.sku is not null then greatest(clock_timestamp(), l.dirty_at)
          when l.dirty_at is not distinct from r."dirtyAt" then null else l.dirty_at end,
        changed_at = case when r."pushState" = 'visible' then null else l.changed_at end
      from r join locked on locked.id = r.id
      where l.org_id = ${orgId} and l.store_id = ${storeId} and l.id = r.id and ${isOurs}
      returning l.id
    )
    update listings l set dirty_at = ${ANOTHER_MARK}, push_state = 'waiting'
    from r join locked on locked.id = r.id
    where l.org_id = ${orgId} and l.store_id = ${storeId} and l.id = r.id
      and ${hasTold} and l.sku is not null and l.state = 'active'
      and not exists (select from written w where w.id = l.id)
  `.execute(db)
}

export type DelistTimes = { confirmed: number; p50Ms: number | null; p95Ms: number | null }

/** From a change of stock until buyers saw it, over the confirmed pushes since then. */
export async function readDelistTimes(
  db: Db,
  orgId: string,
  storeId: string,
  since: Date,
): Promise<DelistTimes> {
  const { rows } = await sql<DelistTimes>`
    select count(*)::int as confirmed,
      percentile_disc(0.5) within group (order by took_ms) as "p50Ms",
      percentile_disc(0.95) within group (order by took_ms) as "p95Ms"
    from stock_push_times
    where org_id = ${orgId} and store_id = ${storeId} and at >= ${since}
  `.execute(db)
  return rows[0]!
}

export async function forgetTimes(db: Db, orgId: string, before: Date): Promise<void> {
  await sql`delete from stock_push_times where org_id = ${orgId} and at < ${before}`.execute(db)
}
