import { findBarcodeOwners, findHomes, type Home, knownSkus } from '#catalog'
import type { Db } from '#platform/database.ts'
import type { Candidate, Facts } from './plan.ts'
import { listDoubled, listSiblings } from './store.ts'

/** All that decides what can be made of these listings. */
export async function readFacts(
  db: Db,
  orgId: string,
  storeId: string,
  listings: Candidate[],
): Promise<Facts> {
  const skus = distinct(listings.map(({ externalSku }) => externalSku))
  const barcodes = distinct(listings.map(({ details }) => details?.barcode))
  const products = distinct(listings.map(({ productId }) => productId))
  return {
    own: await knownSkus(db, orgId, skus),
    doubled: new Set(await listDoubled(db, orgId, storeId, skus)),
    homes: await homesOf(db, orgId, storeId, products),
    barcodes: new Set((await findBarcodeOwners(db, orgId, barcodes)).map(([barcode]) => barcode)),
  }
}

/** Its first variant that is mapped says which product of ours a product over there is. */
async function homesOf(
  db: Db,
  orgId: string,
  storeId: string,
  products: string[],
): Promise<Map<string, Home>> {
  const siblings = await listSiblings(db, orgId, storeId, products)
  const homes = await findHomes(
    db,
    orgId,
    siblings.map(({ sku }) => sku),
  )
  const found = new Map<string, Home>()
  for (const { productId, sku } of siblings) {
    const home = homes.get(sku)
    if (home && !found.has(productId)) found.set(productId, home)
  }
  return found
}

const distinct = (values: (string | null | undefined)[]): string[] => [
  ...new Set(values.flatMap((value) => value ?? [])),
]
