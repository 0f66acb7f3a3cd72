import type { Tx } from '#platform/database.ts'
import type { ImportRow } from './columns.ts'
import { addName, type Known } from './plan.ts'
import {
  findBarcodeOwners,
  findProductIds,
  listIdsByName,
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
  const ids = distinct([
    ...(await findProductIds(tx, orgId, skus)),
    ...rows.map(({ product_id }) => product_id),
  ])
  const names = rows.flatMap(({ name }) => name ?? [])
  const named = await listIdsByName(tx, orgId, { names, except: ids })
  const products = await lockProducts(tx, orgId, [...ids, ...named])
  const productIdsByName: Known['productIdsByName'] = new Map()
  for (const product of products) addName(productIdsByName, product)
  const variants = await listVariantsBySku(tx, orgId, skus)
  const barcodes = distinct(rows.map(({ barcode }) => barcode))
  return {
    types,
    products: new Map(products.map((product) => [product.id, product])),
    productIdsByName,
    variants: new Map(variants.map((variant) => [variant.sku, variant])),
    skuByBarcode: new Map(await findBarcodeOwners(tx, orgId, barcodes)),
  }
}

const distinct = (values: (string | undefined)[]): string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
]
