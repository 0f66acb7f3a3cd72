import type { Tx } from '#platform/database.ts'
import type { ImportRow } from './columns.ts'
import type { Known } from './plan.ts'
import {
  findBarcodeOwners,
  findProductIds,
  findProductsByName,
  listVariantsBySku,
  lockProducts,
  takeTurn,
} from './store.ts'

/** Takes the products that the rows touch, then reads what must not change under them. */
export async function loadKnown(
  tx: Tx,
  orgId: string,
  rows: ImportRow[],
  types: Known['types'],
): Promise<Known> {
  await takeTurn(tx, orgId)
  const skus = rows.map(({ sku }) => sku)
  const byName = await findProductsByName(tx, orgId, distinct(rows.map(({ name }) => name)))
  const ids = distinct([
    ...(await findProductIds(tx, orgId, skus)),
    ...rows.map(({ product_id }) => product_id),
    ...byName.map(({ id }) => id),
  ])
  const products = await lockProducts(tx, orgId, ids)
  const variants = await listVariantsBySku(tx, orgId, skus)
  const barcodes = distinct(rows.map(({ barcode }) => barcode))
  return {
    types,
    products: new Map(products.map((product) => [product.id, product])),
    productIdByName: new Map(byName.map(({ id, name }) => [name, id])),
    variants: new Map(variants.map((variant) => [variant.sku, variant])),
    skuByBarcode: new Map(await findBarcodeOwners(tx, orgId, barcodes)),
  }
}

const distinct = (values: (string | undefined)[]): string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
]
