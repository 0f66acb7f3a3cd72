import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { ChannelProblem } from '../problems.ts'
import { lockListing, markListing, type StoredListing } from './store.ts'

/** Tells the platform the number of this listing anew, whatever it said to the last one. */
export async function pushAgain(
  ctx: Ctx,
  storeId: string,
  listingId: string,
): Promise<StoredListing> {
  return inTransaction(ctx.db, async (tx) => {
    const listing = await lockListing(tx, ctx.orgId, storeId, { id: listingId })
    if (!listing) throw ChannelProblem.listing_not_found()
    if (listing.sku === null || listing.state !== 'active') throw ChannelProblem.nothing_to_push()
    await markListing(tx, ctx.orgId, listingId)
    const subject = { type: 'listing', id: listingId }
    await audit.record(ctx, tx, { action: 'listing.pushed_again', subject })
    return { ...listing, pushState: 'waiting' }
  })
}
