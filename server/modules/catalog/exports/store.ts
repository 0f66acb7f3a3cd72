import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { Attributes } from '../contract.ts'
import type { ProductState } from '../tables.ts'

export type ExportRow = {
  productId: string
  name: string
  description: string
  type: string | null
  state: ProductState
  productAttributes: Attributes
  sku: string
  position: number
  variantName: string
  barcode: string | null
  active: boolean
  weightG: number | null
  attributes: Attributes
  prices: Record<string, number>
}

export async function listCurrencies(db: Db, orgId: string): Promise<string[]> {
  const { rows } = await sql<{ currency: string }>`
    select distinct currency from prices where org_id = ${orgId} order by currency
  `.execute(db)
  return rows.map(({ currency }) => currency)
}

export type ExportPosition = Pick<ExportRow, 'productId' | 'position' | 'sku'>

/** A row for each SKU, the variants of a product together, continued after a row. */
export async function listExportRows(
  db: Db,
  orgId: string,
  { after, limit }: { after?: ExportPosition | undefined; limit: number },
): Promise<ExportRow[]> {
  const isAfter = after
    ? sql`and (v.product_id, v.position, v.sku)
        > (${after.productId}::uuid, ${after.position}, ${after.sku})`
    : sql``
  const { rows } = await sql<ExportRow>`
    select p.id as "productId", p.name, p.description, p.type, p.state,
      p.attributes as "productAttributes", v.sku, v.position, v.name as "variantName", v.barcode,
      v.active, v.weight_g as "weightG", v.attributes, c.prices
    from (
      select * from variants v where v.org_id = ${orgId} ${isAfter}
      order by v.product_id, v.position, v.sku limit ${limit}
    ) v
    join products p on p.org_id = ${orgId} and p.id = v.product_id
    cross join lateral (
      select coalesce(jsonb_object_agg(currency, price_minor), '{}') as prices
      from prices where org_id = ${orgId} and sku = v.sku
    ) c
    order by v.product_id, v.position, v.sku
  `.execute(db)
  return rows
}
