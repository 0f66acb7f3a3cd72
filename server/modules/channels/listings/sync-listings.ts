import { knownSkus } from '#catalog'
import type { Ctx } from '#platform/context.ts'
import { newId } from '#platform/random.ts'
import type { Client, Listing } from '../adapter.ts'
import { connectStore } from '../connections/connection.ts'
import { wordsOf } from '../connections/words-of.ts'
import { ChannelProblem, refusedBecause } from '../problems.ts'
import { refOf } from './ref.ts'
import { countListings, type SeenListing, upsertListings } from './store.ts'

const PAGES_MAX = 2_000

/** Reads what the platform sells. Where its SKU is one of ours, the mapping makes itself. */
export async function syncListings(ctx: Ctx, storeId: string) {
  const { client } = await connectStore(ctx, storeId)
  if (!client.listListings) throw ChannelProblem.not_supported()
  let found = 0
  try {
    for await (const page of pagesOf(client.listListings.bind(client))) {
      found += page.length
      await keepListings(ctx, storeId, page)
    }
  } catch (error) {
    throw refusedBecause('platform_refused', wordsOf(error))
  }
  const { listings, unmapped } = await countListings(ctx.db, ctx.orgId, storeId)
  return { found, mapped: listings - unmapped, unmapped }
}

async function* pagesOf(list: NonNullable<Client['listListings']>): AsyncGenerator<Listing[]> {
  let page: string | null = null
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const { listings, next } = await list(page)
    yield listings
    if (next === null) return
    page = next
  }
}

/** Also for the lines of an order that nobody could map: so they can be mapped by a person. */
export async function keepListings(
  ctx: Pick<Ctx, 'db' | 'orgId'>,
  storeId: string,
  listings: Listing[],
): Promise<void> {
  const skus = listings.flatMap(({ sku }) => sku ?? [])
  const own = await knownSkus(ctx.db, ctx.orgId, [...new Set(skus)])
  const seen = listings.flatMap((listing): SeenListing[] => {
    const ref = refOf(listing)
    if (!ref) return []
    const { productId, variantId, sku: externalSku, title, extra = {}, details = null } = listing
    const sku = externalSku !== null && own.has(externalSku) ? externalSku : null
    return [
      {
        ...{ id: newId(), ref, productId, variantId, externalSku, title, sku, extra, details },
        seen: wholePieces(listing.quantity),
      },
    ]
  })
  await upsertListings(ctx.db, ctx.orgId, storeId, seen)
}

const PIECES_MAX = 1_000_000_000

/** A platform may write anything; half a piece, or more than any shop has, is no number to keep. */
export const wholePieces = (quantity: number | null): number | null =>
  Number.isInteger(quantity) && Math.abs(quantity!) <= PIECES_MAX ? quantity : null
