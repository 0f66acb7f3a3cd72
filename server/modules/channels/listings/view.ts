import type { ListingView } from '../contract.ts'
import type { StoredListing } from './store.ts'

export function viewOfListing(listing: StoredListing): ListingView {
  const { id, productId, variantId, externalSku, title, sku, mappedBy } = listing
  const { state, buffer, maxListed, version } = listing
  return {
    ...{ id, productId, variantId, externalSku, title, sku, mappedBy },
    ...{ state, buffer, maxListed, version },
    externalId: variantId ?? productId,
    push: {
      ...{ state: listing.pushState, quantity: listing.pushed, seen: listing.seen },
      at: listing.pushedAt?.toISOString() ?? null,
      problem: listing.pushProblem,
    },
  }
}
