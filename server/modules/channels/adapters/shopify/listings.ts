import type { Listing } from '../../adapter.ts'
import { at, objectOf, objectsOf } from '../shape/json.ts'
import { joined, skuOf, textOf } from '../shape/text.ts'
import type { Api } from './api.ts'
import { gid, tailOf } from './ids.ts'
import { primaryLocation } from './locations.ts'
import { availableIn } from './stock.ts'

const PAGE_SIZE = 100

/** Every variant of every product, with what a push of its stock needs. */
export async function listListings(
  api: Api,
  page: string | null,
  given: string | null,
): Promise<{ listings: Listing[]; next: string | null }> {
  const locationId = given ?? (await primaryLocation(api))
  const variables = { first: PAGE_SIZE, after: page, location: gid('Location', locationId) }
  const variants = at(await api.graphql(VARIANTS, variables, true), 'productVariants')
  const listings = objectsOf(at(variants, 'nodes')).flatMap((variant): Listing[] => {
    const variantId = tailOf(at(variant, 'id'))
    const inventoryItemId = tailOf(at(variant, 'inventoryItem', 'id'))
    if (variantId === null) return []
    const title = textOf(at(variant, 'title'))
    return [
      {
        variantId,
        productId: tailOf(at(variant, 'product', 'id')),
        sku: skuOf(at(variant, 'sku')),
        // A product without variants has one of this name.
        title: joined(at(variant, 'product', 'title'), title === 'Default Title' ? null : title),
        quantity: availableIn(objectOf(at(variant, 'inventoryItem'))),
        extra: { locationId, ...(inventoryItemId !== null && { inventoryItemId }) },
      },
    ]
  })
  const hasNext = at(variants, 'pageInfo', 'hasNextPage') === true
  return { listings, next: hasNext ? textOf(at(variants, 'pageInfo', 'endCursor')) : null }
}

const VARIANTS = `query($first: Int!, $after: String, $location: ID!) {
  productVariants(first: $first, after: $after) {
    nodes {
      id
      title
      sku
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
