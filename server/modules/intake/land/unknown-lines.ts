import {
  type CanonicalLine,
  type CanonicalOrder,
  keepListings,
  type ListingRef,
  namedOn,
} from '#channels'
import type { Ctx } from '#platform/context.ts'
import type { StoreAccount } from '#stores'
import { isStockless } from './sale-of.ts'

export const refOf = (platform: string, line: CanonicalLine): ListingRef =>
  namedOn(platform, {
    ...{ productId: line.channelProductId, variantId: line.channelVariantId, sku: line.sku },
  })

/** Adds lines without a SKU to the listings of their store, where a person can map them. */
export async function keepUnknown(
  ctx: Ctx,
  { id: storeId, platform }: Pick<StoreAccount, 'id' | 'platform'>,
  order: CanonicalOrder,
  skuOf: (line: CanonicalLine) => string | null,
): Promise<void> {
  const unknown = order.lines.filter(
    (line) => line.requiresShipping && !isStockless(order, line) && skuOf(line) === null,
  )
  if (unknown.length === 0) return
  const listings = unknown.map((line) => ({
    ...{ ...refOf(platform, line), title: line.title, quantity: null },
  }))
  await keepListings(ctx, storeId, listings)
}
