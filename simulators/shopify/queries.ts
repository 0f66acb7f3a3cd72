import { decimal } from '../frame/amounts.ts'
import { pageOf } from '../frame/pages.ts'
import type { Wire } from '../frame/wire.ts'
import type { World } from './changes.ts'
import type { Field, Variables } from './graphql.ts'
import { gid } from './render.ts'
import type { Shop, Variant } from './shop.ts'

export const location = ({ shop }: World): Field => ({
  value: { id: gid('Location', shop.locations.primary), name: 'Main warehouse' },
})

export function listVariants({ shop }: World, variables: Variables): Field {
  const after = (variables['after'] as string | null) ?? null
  const page = pageOf(shop.variants, after, Number(variables['first'] ?? 50))
  return {
    value: {
      nodes: page.items.map((variant) => ({
        id: gid('ProductVariant', variant.variantId),
        title: variant.good.variantTitle ?? 'Default Title',
        ...{ sku: variant.good.sku, barcode: variant.good.barcode ?? null },
        price: decimal(variant.good.pricesMinor[shop.currency] ?? 0, shop.currency),
        product: { id: gid('Product', variant.productId), title: variant.good.title },
        inventoryItem: itemWire(shop, variant, variables['location'] as string),
      })),
      pageInfo: { hasNextPage: page.next !== null, endCursor: page.next },
    },
  }
}

export function nodes({ shop }: World, variables: Variables): Field {
  const ids = variables['ids'] as string[]
  const wrong = ids.find((id) => !/^gid:\/\/shopify\/\w+\/\d+$/.test(id))
  // One that is no id refuses the question as a whole.
  if (wrong) return { refused: `Invalid global id '${wrong}'`, code: 'INVALID_VARIABLE' }
  const value = ids.map((id): Wire => {
    const variant = shop.variants.find(
      ({ variantId, inventoryItemId }) =>
        id === gid('ProductVariant', variantId) || id === gid('InventoryItem', inventoryItemId),
    )
    if (!variant) return null
    if (id.includes('/InventoryItem/')) {
      return itemWire(shop, variant, variables['location'] as string)
    }
    return { id, inventoryItem: { id: gid('InventoryItem', variant.inventoryItemId) } }
  })
  return { value }
}

/** At a location where it is not stocked there is no level. */
function itemWire(shop: Shop, variant: Variant, locationId: string): Wire {
  const isThere = locationId === gid('Location', shop.locations.primary)
  return {
    ...{ id: gid('InventoryItem', variant.inventoryItemId), tracked: variant.isTracked },
    inventoryLevel: isThere ? { quantities: [{ quantity: variant.available }] } : null,
  }
}
