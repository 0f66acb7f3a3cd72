import type { LosslessObject } from '#platform/lossless-json.ts'
import type { Listing } from '../../adapter.ts'
import { at, objectOf, objectsOf } from '../shape/json.ts'
import { priceOf } from '../shape/price.ts'
import { barcodeOf, currencyOf, joined, skuOf, textOf } from '../shape/text.ts'
import type { Api } from './api.ts'
import { gid, tailOf } from './ids.ts'
import { primaryLocation } from './locations.ts'
import { availableIn } from './stock.ts'

const PAGE_SIZE = 100

/** Lists every variant of every product, with what is needed to push its stock. */
export async function listListings(
  api: Api,
  page: string | null,
  given: string | null,
): Promise<{ listings: Listing[]; next: string | null }> {
  const locationId = given ?? (await primaryLocation(api))
  const variables = { first: PAGE_SIZE, after: page, location: gid('Location', locationId) }
  const data = await api.graphql(VARIANTS, variables, true)
  const variants = at(data, 'productVariants')
  const place = { locationId, currency: currencyOf(at(data, 'shop', 'currencyCode')) }
  const listings = objectsOf(at(variants, 'nodes')).flatMap((variant) => listingOf(variant, place))
  const hasNext = at(variants, 'pageInfo', 'hasNextPage') === true
  return { listings, next: hasNext ? textOf(at(variants, 'pageInfo', 'endCursor')) : null }
}

function listingOf(
  variant: LosslessObject,
  { locationId, currency }: { locationId: string; currency: string | null },
): Listing[] {
  const variantId = tailOf(at(variant, 'id'))
  if (variantId === null) return []
  const inventoryItemId = tailOf(at(variant, 'inventoryItem', 'id'))
  const title = textOf(at(variant, 'title'))
  // Shopify gives a product without variants a single one of this name.
  const variantTitle = title === 'Default Title' ? null : title
  return [
    {
      variantId,
      productId: tailOf(at(variant, 'product', 'id')),
      sku: skuOf(at(variant, 'sku')),
      title: joined(at(variant, 'product', 'title'), variantTitle),
      quantity: availableIn(objectOf(at(variant, 'inventoryItem'))),
      details: {
        ...{ productTitle: textOf(at(variant, 'product', 'title')), variantTitle },
        barcode: barcodeOf(at(variant, 'barcode')),
        price: priceOf(at(variant, 'price'), currency),
      },
      extra: { locationId, ...(inventoryItemId !== null && { inventoryItemId }) },
    },
  ]
}

const VARIANTS = `query($first: Int!, $after: String, $location: ID!) {
  shop { currencyCode }
  productVariants(first: $first, after: $after) {
    nodes {
      id
      title
      sku
      barcode
      price
      product { id title }
      inventoryItem {
        id
        tracked
        inventoryLevel(locationId: $location) { quantities(names: ["available"]) { quantity } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`
