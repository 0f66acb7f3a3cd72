import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'

/** The SKUs of a product in the order of its variants; `undefined` when there is none such. */
export async function listSkus(
  db: Db,
  orgId: string,
  productId: string,
): Promise<string[] | undefined> {
  const { rows } = await sql<{ sku: string | null }>`
    select v.sku
    from products p left join variants v on v.org_id = p.org_id and v.product_id = p.id
    where p.org_id = ${orgId} and p.id = ${productId}
    order by v.position, v.sku
  `.execute(db)
  if (rows.length === 0) return undefined
  return rows.flatMap(({ sku }) => (sku === null ? [] : [sku]))
}

/** Those of these SKUs that are in the catalog. */
export async function knownSkus(db: Db, orgId: string, skus: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ sku: string }>`
    select sku from variants where org_id = ${orgId} and sku = any(${skus}::text[])
  `.execute(db)
  return new Set(rows.map(({ sku }) => sku))
}

/** For each SKU the name of its product, with that of the variant where it has one. */
export async function skuNames(
  db: Db,
  orgId: string,
  skus: string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ sku: string; name: string }>`
    select v.sku, concat_ws(' · ', p.name, nullif(v.name, '')) as name
    from variants v join products p on p.org_id = v.org_id and p.id = v.product_id
    where v.org_id = ${orgId} and v.sku = any(${skus}::text[])
  `.execute(db)
  return new Map(rows.map(({ sku, name }) => [sku, name]))
}

/** The product that a SKU belongs to, and how many variants that has. */
export type Home = { productId: string; variants: number }

/** The products of these SKUs. Archived ones are left out, because nothing is added to them. */
export async function findHomes(db: Db, orgId: string, skus: string[]): Promise<Map<string, Home>> {
  const { rows } = await sql<Home & { sku: string }>`
    select v.sku, v.product_id as "productId", (
        select count(*)::int from variants s
        where s.org_id = v.org_id and s.product_id = v.product_id
      ) as variants
    from variants v join products p on p.org_id = v.org_id and p.id = v.product_id
    where v.org_id = ${orgId} and v.sku = any(${skus}::text[]) and p.state <> 'archived'
  `.execute(db)
  return new Map(rows.map(({ sku, productId, variants }) => [sku, { productId, variants }]))
}
