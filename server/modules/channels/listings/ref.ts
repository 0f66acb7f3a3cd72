import type { ListingRef } from '../adapter.ts'
import { findAdapter } from '../registry.ts'

/**
 * The one name of a listing in its store. The variant says most; platforms without variants have
 * only a product, and those of purchase orders only a SKU. Nothing at all names no listing.
 */
export function refOf({ variantId, productId, sku }: ListingRef): string | undefined {
  if (variantId) return `variant:${variantId}`
  if (productId) return `product:${productId}`
  return sku ? `sku:${sku}` : undefined
}

/** How what an order says of a line is named among the listings of its platform. */
export function namedOn(platform: string, { productId, variantId, sku }: ListingRef): ListingRef {
  const isBySku = sku !== null && findAdapter(platform)?.listsBySku
  return isBySku ? { productId: null, variantId: null, sku } : { productId, variantId, sku }
}
