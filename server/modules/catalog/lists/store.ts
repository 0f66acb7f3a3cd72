import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { Product } from '../products/product.ts'
import type { ProductState } from '../tables.ts'
import type { Search } from './search.ts'

/** A product, and where it stands in a list by name. */
export type Listed = Product & { sortName: string }

export type Page = {
  states: readonly ProductState[]
  type?: string | undefined
  /** Only those of which something can be bought. */
  sellable: boolean
  sort: 'newest' | 'name'
  after?: Position | undefined
  limit: number
}

export type Position = { id: string; createdAt: Date } | { id: string; sortName: string }

/**
 * Each state is read in the order of its own index, and no further than the page needs: so no
 * filter makes the list slow, whether nearly all products match it or nearly none.
 */
export async function listInOrder(
  db: Db,
  orgId: string,
  page: Page,
  search?: Search,
): Promise<Listed[]> {
  const { rows } = await sql<Listed>`
    select p.* from unnest(${page.states}::text[]) as s (state)
    cross join lateral (
      select ${COLUMNS} from products p
      where p.org_id = ${orgId} and p.state = s.state
        ${filterOf(orgId, page)} ${search ? matching(orgId, search) : sql``}
      order by ${ORDERS[page.sort]} limit ${page.limit}
    ) p
    order by ${LISTED_ORDERS[page.sort]} limit ${page.limit}
  `.execute(db)
  return rows
}

/** The same, of products that are known by their ids because they are few. */
export async function listOf(db: Db, orgId: string, ids: string[], page: Page): Promise<Listed[]> {
  const { rows } = await sql<Listed>`
    with p as materialized (
      select * from products where org_id = ${orgId} and id = any(${ids}::uuid[])
    )
    select ${COLUMNS} from p where p.state = any(${page.states}) ${filterOf(orgId, page)}
    order by ${ORDERS[page.sort]} limit ${page.limit}
  `.execute(db)
  return rows
}

/** The products that a search finds, or more than `max` of them, whichever comes first. */
export async function findMatching(
  db: Db,
  orgId: string,
  { query, prefix, code }: Search,
  max: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from (
      (select id from products
       where org_id = ${orgId} and words @@ to_tsquery('simple', ${query}) limit ${max + 1})
      union all
      (select id from products
       where org_id = ${orgId} and lower(name) like ${prefix} limit ${max + 1})
      union all
      (select product_id from variants
       where org_id = ${orgId} and lower(sku) like ${prefix} limit ${max + 1})
      union all
      (select product_id from variants
       where org_id = ${orgId} and barcode like ${code} limit ${max + 1})
    ) found
    limit ${max + 1}
  `.execute(db)
  return rows.map(({ id }) => id)
}

const COLUMNS = sql`
  p.id, p.name, p.description, p.type, p.attributes, p.state, p.version,
  p.created_at as "createdAt", p.updated_at as "updatedAt", lower(p.name) as "sortName"`

const ORDERS = {
  newest: sql`p.created_at desc, p.id desc`,
  name: sql`lower(p.name), p.id`,
}

const LISTED_ORDERS = {
  newest: sql`p."createdAt" desc, p.id desc`,
  name: sql`p."sortName", p.id`,
}

function filterOf(orgId: string, { type, sellable, after }: Page): RawBuilder<unknown> {
  const ofType = type === undefined ? sql`` : sql`and p.type = ${type}`
  const kept = sellable ? sql`${ofType} ${withActive(orgId)}` : ofType
  if (!after) return kept
  return 'createdAt' in after
    ? sql`${kept} and (p.created_at, p.id) < (${after.createdAt}, ${after.id}::uuid)`
    : sql`${kept} and (lower(p.name), p.id) > (${after.sortName}, ${after.id}::uuid)`
}

const withActive = (orgId: string): RawBuilder<unknown> => sql`
  and exists (
    select from variants v where v.org_id = ${orgId} and v.product_id = p.id and v.active
  )`

const matching = (orgId: string, { query, prefix, code }: Search): RawBuilder<unknown> => sql`
  and (
    p.words @@ to_tsquery('simple', ${query})
    or lower(p.name) like ${prefix}
    or exists (
      select from variants v where v.org_id = ${orgId} and v.product_id = p.id
        and (lower(v.sku) like ${prefix} or v.barcode like ${code})
    )
  )`
