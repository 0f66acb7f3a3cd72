import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import { escaped } from '#platform/typed-text.ts'
import type { ListingDetails } from '../adapter.ts'
import type { PUSH_STATES } from '../contract.ts'
import { ANOTHER_MARK } from '../stock/mark.ts'
import { tables } from '../tables.ts'

export type StoredListing = {
  id: string
  storeId: string
  ref: string
  productId: string | null
  variantId: string | null
  externalSku: string | null
  title: string
  sku: string | null
  mappedBy: 'same_sku' | 'person' | null
  state: 'active' | 'paused'
  buffer: number | null
  maxListed: number | null
  pushState: (typeof PUSH_STATES)[number]
  pushed: number | null
  pushedAt: Date | null
  pushProblem: string | null
  seen: number | null
  version: number
}

export const COLUMNS = [
  ...(['id', 'ref', 'title', 'sku', 'state', 'buffer', 'pushed', 'seen', 'version'] as const),
  ...(['store_id as storeId', 'product_id as productId', 'variant_id as variantId'] as const),
  ...(['external_sku as externalSku', 'mapped_by as mappedBy'] as const),
  ...(['max_listed as maxListed', 'push_state as pushState', 'pushed_at as pushedAt'] as const),
  'push_problem as pushProblem',
] as const

export type ListingFilter = {
  storeId: string
  unmapped?: boolean | undefined
  search?: string | undefined
}

export function listListings(
  db: Db,
  orgId: string,
  { storeId, unmapped, search }: ListingFilter,
  { after, limit }: { after?: { id: string } | undefined; limit: number },
): Promise<StoredListing[]> {
  let query = tables(db)
    .selectFrom('listings')
    .select(COLUMNS)
    .where('org_id', '=', orgId)
    .where('store_id', '=', storeId)
  if (unmapped !== undefined) query = query.where('sku', unmapped ? 'is' : 'is not', null)
  if (search) {
    const part = `%${escaped(search)}%`
    query = query.where((eb) =>
      eb.or([
        eb('title', 'ilike', part),
        eb('external_sku', 'ilike', part),
        eb('sku', 'ilike', part),
      ]),
    )
  }
  if (after) query = query.where('id', '>', after.id)
  return query.orderBy('id').limit(limit).execute()
}

type Place = { storeId: string; id: string }

/** Of all stores, what waits for a person. */
export function listNeedy(
  db: Db,
  orgId: string,
  needs: 'sku' | 'push',
  { after, limit }: { after?: Place | undefined; limit: number },
): Promise<StoredListing[]> {
  let query = tables(db).selectFrom('listings').select(COLUMNS).where('org_id', '=', orgId)
  query =
    needs === 'sku' ? query.where('sku', 'is', null) : query.where('push_state', '=', 'refused')
  if (after) query = query.where(sql<boolean>`(store_id, id) > (${after.storeId}, ${after.id})`)
  return query.orderBy('store_id').orderBy('id').limit(limit).execute()
}

export function findListing(
  db: Db,
  orgId: string,
  storeId: string,
  id: string,
): Promise<StoredListing | undefined> {
  return tables(db)
    .selectFrom('listings')
    .select(COLUMNS)
    .where('org_id', '=', orgId)
    .where('store_id', '=', storeId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export function lockListing(
  tx: Tx,
  orgId: string,
  storeId: string,
  by: { id: string } | { ref: string },
): Promise<StoredListing | undefined> {
  let query = tables(tx)
    .selectFrom('listings')
    .select(COLUMNS)
    .where('org_id', '=', orgId)
    .where('store_id', '=', storeId)
  query = 'id' in by ? query.where('id', '=', by.id) : query.where('ref', '=', by.ref)
  return query.forUpdate().executeTakeFirst()
}

export type SeenListing = {
  id: string
  ref: string
  productId: string | null
  variantId: string | null
  externalSku: string | null
  title: string
  /** Mapped by itself when the SKU over there is one of ours. */
  sku: string | null
  seen: number | null
  extra: Record<string, string>
  /** Null where the list of the platform has not said them. */
  details: ListingDetails | null
}

/** Buyers saw our number, and now see another: somebody has changed it there, and ours is right. */
const IS_FOREIGN = sql`(l.push_state = 'visible' and excluded.seen <> l.seen)`

/**
 * Adds what is new and brings titles up to date; a mapping that stands is never touched. A number
 * that is not ours any more has ours pushed again.
 */
export async function upsertListings(
  db: Db,
  orgId: string,
  storeId: string,
  listings: SeenListing[],
): Promise<void> {
  if (listings.length === 0) return
  // In one order, so that two who add the same ones wait for each other and not in a ring.
  const unique = [...new Map(listings.map((listing) => [listing.ref, listing])).values()].toSorted(
    (a, b) => (a.ref < b.ref ? -1 : 1),
  )
  await sql`
    insert into listings as l (org_id, id, store_id, ref, product_id, variant_id, external_sku,
      title, sku, mapped_by, seen, seen_at, extra, details, dirty_at)
    select ${orgId}::uuid, s.id, ${storeId}::uuid, s.ref, s."productId", s."variantId",
      s."externalSku", s.title, s.sku, case when s.sku is not null then 'same_sku' end,
      s.seen, case when s.seen is not null then now() end, coalesce(s.extra, '{}'),
      s.details,
      case when s.sku is not null then now() end
    from jsonb_to_recordset(${JSON.stringify(unique)}::jsonb) as s (id uuid, ref text,
      "productId" text, "variantId" text, "externalSku" text, title text, sku text, seen int,
      extra jsonb, details jsonb)
    on conflict on constraint a_listing_is_known_once do update set
      -- A line of an order names a variant less well than the list of the platform does.
      title = case when excluded.title = '' or (excluded.details is null and l.details is not null)
        then l.title else excluded.title end,
      external_sku = coalesce(excluded.external_sku, l.external_sku),
      product_id = coalesce(excluded.product_id, l.product_id),
      sku = coalesce(l.sku, excluded.sku),
      mapped_by = coalesce(l.mapped_by, excluded.mapped_by),
      dirty_at = case when l.sku is null then coalesce(excluded.dirty_at, l.dirty_at)
        when ${IS_FOREIGN} and l.state = 'active'
          then ${ANOTHER_MARK}
        else l.dirty_at end,
      -- It is told also where theirs is ours by now: the list may be older than what was seen.
      push_state = case when ${IS_FOREIGN} and l.state = 'active' then 'waiting'
        else l.push_state end,
      tries = case when ${IS_FOREIGN} then 0 else l.tries end,
      next_try_at = case when ${IS_FOREIGN} then null else l.next_try_at end,
      -- While a push is under way, what was seen before it is what the next one compares with.
      seen = case when l.push_state in ('none', 'visible') then coalesce(excluded.seen, l.seen)
        else l.seen end,
      seen_at = case when l.push_state in ('none', 'visible')
        then coalesce(excluded.seen_at, l.seen_at) else l.seen_at end,
      extra = l.extra || excluded.extra,
      details = coalesce(excluded.details, l.details)
  `.execute(db)
}

/** The row must be locked. A new mapping, buffer or limit is a new number to push. */
export async function saveListing(tx: Tx, orgId: string, listing: StoredListing): Promise<void> {
  await tables(tx)
    .updateTable('listings as l')
    .set({
      ...{ sku: listing.sku, mapped_by: listing.mappedBy, state: listing.state },
      ...{ buffer: listing.buffer, max_listed: listing.maxListed, version: listing.version },
      ...{ push_state: listing.pushState, push_problem: listing.pushProblem },
      dirty_at: listing.sku === null ? null : ANOTHER_MARK,
      ...{ tries: 0, next_try_at: null },
    })
    .where('org_id', '=', orgId)
    .where('id', '=', listing.id)
    .execute()
}

/** The row must be locked. */
export async function markListing(tx: Tx, orgId: string, id: string): Promise<void> {
  await sql`
    update listings l set push_state = 'waiting', tries = 0, next_try_at = null,
      dirty_at = ${ANOTHER_MARK}
    where org_id = ${orgId} and id = ${id}
  `.execute(tx)
}

/** With how long their numbers took to be seen: at the end of their store. */
export async function removeListings(tx: Tx, orgId: string, storeId: string): Promise<void> {
  for (const table of ['stock_push_times', 'listings']) {
    await sql`
      delete from ${sql.table(table)} where org_id = ${orgId} and store_id = ${storeId}
    `.execute(tx)
  }
}

export type CountsOfListings = { listings: number; unmapped: number; refused: number }

export async function countListings(
  db: Db,
  orgId: string,
  storeId: string,
): Promise<CountsOfListings> {
  const { rows } = await sql<CountsOfListings>`
    select count(*)::int as listings, count(*) filter (where sku is null)::int as unmapped,
      count(*) filter (where push_state = 'refused')::int as refused
    from listings where org_id = ${orgId} and store_id = ${storeId}
  `.execute(db)
  return rows[0]!
}
