import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import type { KnownProduct, KnownVariant } from './plan.ts'

/** Files of one org take turns: the second one finds the products that the first one has made. */
export async function takeTurn(tx: Tx, orgId: string): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtextextended(${`product import ${orgId}`}, 0))
  `.execute(tx)
}

/** The products that have these SKUs. */
export async function findProductIds(db: Db, orgId: string, skus: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct product_id as id from variants where org_id = ${orgId} and sku = any(${skus})
  `.execute(db)
  return rows.map(({ id }) => id)
}

/**
 * The oldest with each of these names, besides those that are known already: as many as the name
 * has rows, because each row may give the product that it finds another name or archive it.
 */
export async function listIdsByName(
  db: Db,
  orgId: string,
  { names, except }: { names: string[]; except: string[] },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select p.id from (
      select name, count(*) as rows from unnest(${names}::text[]) as name group by name
    ) w
    cross join lateral (
      select id from products
      where org_id = ${orgId} and lower(name) = lower(w.name) and name = w.name
        and id <> all(${except}::uuid[])
      order by state = 'archived', created_at, id limit w.rows
    ) p
  `.execute(db)
  return rows.map(({ id }) => id)
}

/** In the order of their ids, so that two callers can never wait for each other. */
export async function lockProducts(tx: Tx, orgId: string, ids: string[]): Promise<KnownProduct[]> {
  const { rows } = await sql<KnownProduct>`
    select id, name, description, type, attributes, state, version, created_at as "createdAt",
      v.variants, v.active, v."nextPosition"
    from products p
    cross join lateral (
      select count(*)::integer as variants, (count(*) filter (where active))::integer as active,
        coalesce(max(position) + 1, 0) as "nextPosition"
      from variants where org_id = p.org_id and product_id = p.id
    ) v
    where org_id = ${orgId} and id = any(${ids}::uuid[])
    order by id for no key update of p
  `.execute(tx)
  return rows
}

export async function listVariantsBySku(
  db: Db,
  orgId: string,
  skus: string[],
): Promise<KnownVariant[]> {
  const { rows } = await sql<KnownVariant>`
    select v.sku, v.product_id as "productId", v.position, v.name, v.barcode, v.attributes,
      v.weight_g as "weightG", v.active, p.prices
    from variants v
    cross join lateral (
      select coalesce(jsonb_object_agg(currency, price_minor), '{}') as prices
      from prices where org_id = v.org_id and sku = v.sku
    ) p
    where v.org_id = ${orgId} and v.sku = any(${skus})
  `.execute(db)
  return rows
}

export async function findBarcodeOwners(
  db: Db,
  orgId: string,
  barcodes: string[],
): Promise<[barcode: string, sku: string][]> {
  const { rows } = await sql<{ barcode: string; sku: string }>`
    select barcode, sku from variants where org_id = ${orgId} and barcode = any(${barcodes})
  `.execute(db)
  return rows.map(({ barcode, sku }) => [barcode, sku])
}

export async function insertProducts(
  tx: Tx,
  orgId: string,
  products: KnownProduct[],
  now: Date,
): Promise<void> {
  await sql`
    insert into products
      (org_id, id, name, description, type, attributes, state, created_at, updated_at)
    select ${orgId}, w.id, w.name, w.description, w.type, w.attributes, w.state, w."createdAt", ${now}
    from jsonb_to_recordset(${JSON.stringify(products)}::jsonb) as w
      (id uuid, name text, description text, type text, attributes jsonb, state text,
       "createdAt" timestamptz)
  `.execute(tx)
}

export async function saveProducts(
  tx: Tx,
  orgId: string,
  products: KnownProduct[],
  now: Date,
): Promise<void> {
  await sql`
    update products p set
      name = w.name, description = w.description, type = w.type, attributes = w.attributes,
      state = w.state, version = p.version + 1, updated_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(products)}::jsonb) as w
      (id uuid, name text, description text, type text, attributes jsonb, state text)
    where p.org_id = ${orgId} and p.id = w.id
  `.execute(tx)
}

export async function insertVariants(
  tx: Tx,
  orgId: string,
  variants: KnownVariant[],
): Promise<void> {
  await sql`
    insert into variants
      (org_id, sku, product_id, position, name, barcode, attributes, weight_g, active)
    select ${orgId}, w.sku, w."productId", w.position, w.name, w.barcode, w.attributes, w."weightG",
      w.active
    from jsonb_to_recordset(${JSON.stringify(variants)}::jsonb) as w
      (sku text, "productId" uuid, position integer, name text, barcode text, attributes jsonb,
       "weightG" integer, active boolean)
    order by w.sku
  `.execute(tx)
}

export async function saveVariants(tx: Tx, orgId: string, variants: KnownVariant[]): Promise<void> {
  await sql`
    update variants v set
      name = w.name, barcode = w.barcode, attributes = w.attributes, weight_g = w."weightG",
      active = w.active
    from jsonb_to_recordset(${JSON.stringify(variants)}::jsonb) as w
      (sku text, name text, barcode text, attributes jsonb, "weightG" integer, active boolean)
    where v.org_id = ${orgId} and v.sku = w.sku
  `.execute(tx)
}

export async function savePrices(tx: Tx, orgId: string, variants: KnownVariant[]): Promise<void> {
  const rows = variants.map(({ sku, prices }) => ({ sku, prices }))
  await sql`
    insert into prices as p (org_id, sku, currency, price_minor)
    select ${orgId}, w.sku, c.key, c.value::bigint
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w (sku text, prices jsonb)
    cross join lateral jsonb_each_text(w.prices) as c
    order by w.sku, c.key
    on conflict (org_id, sku, currency) do update set price_minor = excluded.price_minor
      where p.price_minor <> excluded.price_minor
  `.execute(tx)
}
