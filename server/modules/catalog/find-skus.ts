import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { searchOf } from './lists/search.ts'

/** What was typed, as a part of a SKU, as words of a product's name and as the begin of one. */
export type SkuSearch = { part: string; words: string; prefix: string }

export function skuSearchOf(text: string): SkuSearch | undefined {
  const search = searchOf(text)
  return search && { part: `%${search.prefix}`, words: search.query, prefix: search.prefix }
}

/**
 * The SKUs that a search finds; one more than `max` of them says that there are too many. No index
 * finds a part of a SKU, so all SKUs of the org are read: 100,000 took 19 ms, and a page of a
 * search that finds all of them 75 ms (November 2026).
 */
export async function findSkus(
  db: Db,
  orgId: string,
  search: SkuSearch,
  max: number,
): Promise<string[]> {
  const { rows } = await sql<{ sku: string }>`
    select sku from (
      (select sku from variants
       where org_id = ${orgId} and lower(sku) like ${search.part} limit ${max + 1})
      union
      (${skusNamed(orgId, search)} limit ${max + 1})
    ) found
    limit ${max + 1}
  `.execute(db)
  return rows.map(({ sku }) => sku)
}

/**
 * The same search as a condition, for a list that is read in its own order because too many SKUs
 * match to be looked up one by one.
 */
export const isFound = (
  orgId: string,
  column: RawBuilder<unknown>,
  search: SkuSearch,
): RawBuilder<boolean> =>
  sql`(lower(${column}) like ${search.part} or ${column} in (${skusNamed(orgId, search)}))`

const skusNamed = (orgId: string, { words, prefix }: SkuSearch) => sql`
  select v.sku
  from products p join variants v on v.org_id = p.org_id and v.product_id = p.id
  where p.org_id = ${orgId}
    and (p.words @@ to_tsquery('simple', ${words}) or lower(p.name) like ${prefix})`
