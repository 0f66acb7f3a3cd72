import * as audit from '#audit'
import { knownSkus } from '#catalog'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import { findStore } from '#stores'
import type { ChangeListingBody, MapListingBody } from '../contract.ts'
import { ChannelProblem } from '../problems.ts'
import { refOf } from './ref.ts'
import { lockListing, saveListing, type StoredListing, upsertListings } from './store.ts'

/**
 * Says which SKU of ours a listing is; a listing that nobody has seen yet is added. Orders that
 * waited for it go on by the event.
 */
export async function mapListing(
  ctx: Ctx,
  storeId: string,
  body: MapListingBody,
): Promise<StoredListing> {
  if (!(await findStore(ctx.db, ctx.orgId, storeId))) throw ChannelProblem.store_not_found()
  const { externalId = null, externalSku = null, title = '', sku } = body
  const ref = await inTransaction(ctx.db, async (tx) => {
    const known = await findByName(ctx, tx, storeId, { externalId, externalSku })
    if (known) return known.ref
    const named = refOf({ variantId: externalId, productId: null, sku: externalSku })!
    const id = newId()
    await upsertListings(tx, ctx.orgId, storeId, [
      {
        ...{ id, ref: named, productId: null, variantId: externalId, externalSku, title },
        ...{ sku: null, seen: null, extra: {}, details: null },
      },
    ])
    const data = { listingId: id, storeId, ref: named }
    await ctx.emit(tx, { type: 'listing.added', subject: { type: 'listing', id }, data })
    return named
  })
  return change(ctx, storeId, { ref }, { sku })
}

export const changeListing = (
  ctx: Ctx,
  storeId: string,
  command: { listingId: string; expectedVersion?: number | undefined; change: ChangeListingBody },
): Promise<StoredListing> =>
  change(ctx, storeId, { id: command.listingId }, command.change, command.expectedVersion)

async function findByName(
  ctx: Ctx,
  tx: Tx,
  storeId: string,
  { externalId, externalSku }: { externalId: string | null; externalSku: string | null },
): Promise<StoredListing | undefined> {
  const names = [
    refOf({ variantId: externalId, productId: null, sku: null }),
    refOf({ variantId: null, productId: externalId, sku: null }),
    refOf({ variantId: null, productId: null, sku: externalId === null ? externalSku : null }),
  ]
  for (const ref of names) {
    const found = ref && (await lockListing(tx, ctx.orgId, storeId, { ref }))
    if (found) return found
  }
  return undefined
}

async function change(
  ctx: Ctx,
  storeId: string,
  by: { id: string } | { ref: string },
  wanted: ChangeListingBody,
  expectedVersion?: number,
): Promise<StoredListing> {
  await refuseUnknown(ctx, wanted.sku)
  return inTransaction(ctx.db, async (tx) => {
    const before = await lockListing(tx, ctx.orgId, storeId, by)
    if (!before) throw ChannelProblem.listing_not_found()
    if (expectedVersion !== undefined && expectedVersion !== before.version) {
      throw ChannelProblem.listing_changed({ version: before.version })
    }
    const after = changed(before, wanted)
    if (after === before) return before
    await saveListing(tx, ctx.orgId, after)
    await tell(ctx, tx, before, after)
    return after
  })
}

async function refuseUnknown(ctx: Ctx, sku: string | null | undefined): Promise<void> {
  if (sku === null || sku === undefined) return
  const known = await knownSkus(ctx.db, ctx.orgId, [sku])
  if (!known.has(sku)) throw ChannelProblem.sku_unknown({ sku })
}

function changed(before: StoredListing, wanted: ChangeListingBody): StoredListing {
  const sku = wanted.sku === undefined ? before.sku : wanted.sku
  const isSaid = wanted.sku !== undefined && wanted.sku !== before.sku
  const after: StoredListing = {
    ...before,
    sku,
    mappedBy: isSaid ? (sku === null ? null : 'person') : before.mappedBy,
    state: wanted.state ?? before.state,
    buffer: wanted.buffer === undefined ? before.buffer : wanted.buffer,
    maxListed: wanted.maxListed === undefined ? before.maxListed : wanted.maxListed,
    // During a pause people set its number there by hand: what buyers saw at last says nothing.
    ...(wanted.state === 'active' &&
      before.state === 'paused' && { pushState: 'waiting' as const }),
    // No number of ours is told of what is nothing of ours.
    ...(sku === null && ({ pushState: 'none', pushProblem: null } as const)),
  }
  if (JSON.stringify(after) === JSON.stringify(before)) return before
  return { ...after, version: before.version + 1 }
}

async function tell(ctx: Ctx, tx: Tx, before: StoredListing, after: StoredListing): Promise<void> {
  const { id, storeId, ref, sku } = after
  const isMapped = sku !== null && sku !== before.sku
  const type = isMapped ? 'listing.mapped' : 'listing.changed'
  const subject = { type: 'listing', id }
  const of = ({ sku: ours, state, buffer, maxListed }: StoredListing) => ({
    ...{ sku: ours, state, buffer, maxListed },
  })
  const difference = { before: of(before), after: of(after) }
  await ctx.emit(tx, { type, subject, data: { listingId: id, storeId, ref, sku, ...difference } })
  await audit.record(ctx, tx, { action: type, subject, ...difference })
}
