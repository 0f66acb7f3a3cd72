import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import { tables } from '../../tables.ts'
import { COLUMNS } from '../store.ts'
import type { Candidate } from './plan.ts'

/** Where a page ended: variants of one product stand together. */
export type Position = { productId: string; id: string }

export const positionOf = ({ productId, id }: Candidate): Position => ({
  productId: productId ?? '',
  id,
})

const candidates = (db: Db, orgId: string, storeId: string) =>
  tables(db)
    .selectFrom('listings')
    .select([...COLUMNS, 'details', 'extra'])
    .where('org_id', '=', orgId)
    .where('store_id', '=', storeId)

export function listUnmapped(
  db: Db,
  orgId: string,
  storeId: string,
  { after, limit }: { after?: Position | undefined; limit: number },
): Promise<Candidate[]> {
  const product = sql<string>`coalesce(product_id, '')`
  let query = candidates(db, orgId, storeId).where('sku', 'is', null)
  if (after) {
    query = query.where(sql<boolean>`(${product}, id) > (${after.productId}, ${after.id}::uuid)`)
  }
  return query.orderBy(product).orderBy('id').limit(limit).execute()
}

export const listChosen = (
  db: Db,
  orgId: string,
  storeId: string,
  ids: string[],
): Promise<Candidate[]> =>
  candidates(db, orgId, storeId)
    .where('id', 'in', ids)
    .orderBy(sql`coalesce(product_id, '')`)
    .orderBy('id')
    .execute()

/** In the order in which a sync takes them, so that the two never wait for each other in a ring. */
export const lockChosen = (
  tx: Tx,
  orgId: string,
  storeId: string,
  ids: string[],
): Promise<Candidate[]> =>
  candidates(tx, orgId, storeId).where('id', 'in', ids).orderBy('ref').forUpdate().execute()

/** SKUs of these that are not of one thing: a listing that has only a SKU is no other thing. */
export async function listDoubled(
  db: Db,
  orgId: string,
  storeId: string,
  skus: string[],
): Promise<string[]> {
  const { rows } = await sql<{ sku: string }>`
    select external_sku as sku from listings
    where org_id = ${orgId} and store_id = ${storeId} and external_sku = any(${skus}::text[])
      and coalesce(variant_id, product_id) is not null
    group by external_sku having count(*) > 1
  `.execute(db)
  return rows.map(({ sku }) => sku)
}

/** One SKU of ours for each of these products over there that has one. */
export async function listSiblings(
  db: Db,
  orgId: string,
  storeId: string,
  productIds: string[],
): Promise<{ productId: string; sku: string }[]> {
  const { rows } = await sql<{ productId: string; sku: string }>`
    select product_id as "productId", sku from listings
    where org_id = ${orgId} and store_id = ${storeId} and product_id = any(${productIds}::text[])
      and sku is not null
    order by product_id, id
  `.execute(db)
  return rows
}

export type Mapping = {
  id: string
  sku: string
  /** What buyers saw a moment ago; null where it was not read. */
  seen: number | null
  /** Until then its number is not told. */
  restsUntil: Date | null
}

/** The rows must be locked. */
export async function mapChosen(
  tx: Tx,
  orgId: string,
  { storeId, now }: { storeId: string; now: Date },
  mappings: Mapping[],
): Promise<void> {
  await sql`
    update listings l set sku = m.sku, mapped_by = 'same_sku', version = l.version + 1,
      dirty_at = clock_timestamp(), tries = 0, next_try_at = null,
      claimed_until = coalesce(m."restsUntil", l.claimed_until),
      seen = coalesce(m.seen, l.seen),
      seen_at = case when m.seen is null then l.seen_at else ${now}::timestamptz end
    from jsonb_to_recordset(${JSON.stringify(mappings)}::jsonb) as m
      (id uuid, sku text, seen int, "restsUntil" timestamptz(3))
    where l.org_id = ${orgId} and l.store_id = ${storeId} and l.id = m.id
  `.execute(tx)
}
