import { sql } from 'kysely'
import type { Db, Tx } from '#platform/database.ts'
import type { Price } from '../contract.ts'
import type { Variant } from '../products/product.ts'
import { tables } from '../tables.ts'

export type StoredVariant = Variant & { productId: string }

/** With their prices, in the order in which they are shown. */
export async function listVariants(
  db: Db,
  orgId: string,
  productIds: string[],
): Promise<StoredVariant[]> {
  const { rows } = await sql<StoredVariant>`
    select v.product_id as "productId", v.sku, v.position, v.name, v.barcode, v.attributes,
      v.weight_g as "weightG", v.active, p.prices
    from variants v
    cross join lateral (
      select coalesce(jsonb_agg(
        jsonb_build_object('currency', currency, 'priceMinor', price_minor) order by currency
      ), '[]') as prices
      from prices where org_id = v.org_id and sku = v.sku
    ) p
    where v.org_id = ${orgId} and v.product_id = any(${productIds}::uuid[])
    order by v.product_id, v.position, v.sku
  `.execute(db)
  return rows
}

export async function insertVariants(
  tx: Tx,
  orgId: string,
  productId: string,
  variants: Variant[],
): Promise<void> {
  // In the order of their SKUs, so that two callers can never wait for each other.
  const sorted = variants.toSorted((one, other) => (one.sku < other.sku ? -1 : 1))
  const rows = sorted.map(({ sku, position, name, barcode, attributes, weightG, active }) => ({
    ...{ org_id: orgId, product_id: productId, sku, position, name, barcode, active },
    attributes: JSON.stringify(attributes),
    weight_g: weightG,
  }))
  await tables(tx).insertInto('variants').values(rows).execute()
  await insertPrices(tx, orgId, sorted)
}

export async function saveVariant(tx: Tx, orgId: string, variant: Variant): Promise<void> {
  const { sku, position, name, barcode, attributes, weightG, active } = variant
  await tables(tx)
    .updateTable('variants')
    .set({ position, name, barcode, weight_g: weightG, active })
    .set({ attributes: JSON.stringify(attributes) })
    .where('org_id', '=', orgId)
    .where('sku', '=', sku)
    .execute()
}

/** A currency that is not named has no price any more. */
export async function setPrices(
  tx: Tx,
  orgId: string,
  sku: string,
  prices: Price[],
): Promise<void> {
  await tables(tx)
    .deleteFrom('prices')
    .where('org_id', '=', orgId)
    .where('sku', '=', sku)
    .where(
      'currency',
      'not in',
      prices.map(({ currency }) => currency),
    )
    .execute()
  await insertPrices(tx, orgId, [{ sku, prices }])
}

async function insertPrices(
  tx: Tx,
  orgId: string,
  of: Pick<Variant, 'sku' | 'prices'>[],
): Promise<void> {
  const rows = of.flatMap(({ sku, prices }) => prices.map((price) => ({ sku, ...price })))
  await sql`
    insert into prices (org_id, sku, currency, price_minor)
    select ${orgId}, w.sku, w.currency, w."priceMinor"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as w (sku text, currency text, "priceMinor" bigint)
    on conflict (org_id, sku, currency) do update set price_minor = excluded.price_minor
  `.execute(tx)
}

/** Which of these are in use in the org already. */
export async function findTaken(
  db: Db,
  orgId: string,
  { skus, barcodes }: { skus: string[]; barcodes: string[] },
): Promise<{ skus: string[]; barcodes: string[] }> {
  const { rows } = await sql<{ skus: string[]; barcodes: string[] }>`
    select
      array(select sku from variants where org_id = ${orgId} and sku = any(${skus}) order by sku)
        as skus,
      array(select barcode from variants
        where org_id = ${orgId} and barcode = any(${barcodes}) order by barcode) as barcodes
  `.execute(db)
  return rows[0]!
}
