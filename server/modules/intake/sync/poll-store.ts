import { ChannelFailure, limitOf } from '#channels'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { endDeadLetters, hasDeadLetter } from '#platform/jobs-runtime/dead-letters.ts'
import { Postponed } from '#platform/jobs-runtime/postponed.ts'
import type { LandParts } from '../land/land-order.ts'
import { type SyncStore, syncStore } from './sync-store.ts'

export const POLL_STORE = 'intake.poll_store'
export const SYNC_STORE = 'intake.sync_store'

/**
 * Compares a store with its platform. A platform that is away makes one dead letter, however long
 * it lasts, which is ended once it is back: each poll begins where the last good one has ended.
 */
export async function pollStore(parts: LandParts, ctx: Ctx, request: SyncStore): Promise<void> {
  const { storeId, since, isAsked } = request
  const alike = { job: POLL_STORE, with: { storeId }, without: 'since' }
  try {
    const synced = await syncStore(parts, ctx, request)
    if (!synced) return
    if (synced.healed > 0) ctx.log.info({ storeId, ...synced }, 'intake.orders_healed')
  } catch (error) {
    const waitS = limitOf(error)
    const isClock = since === undefined && !isAsked
    if (waitS !== null) return whenAllowed(ctx, request, { waitS, isClock, error })
    // The clock comes again in any case; what somebody asked for is tried again.
    const isKnown = isClock && error instanceof ChannelFailure
    if (!isKnown || !(await hasDeadLetter(ctx.db, ctx.orgId, alike))) throw error
    ctx.log.warn({ err: error, storeId }, 'intake.store_still_away')
    return
  }
  for (const job of [POLL_STORE, SYNC_STORE]) {
    if (!(await hasDeadLetter(ctx.db, ctx.orgId, { ...alike, job }))) continue
    const reason = 'The store was compared with its platform since.'
    await inTransaction(ctx.db, (tx) => endDeadLetters(ctx, tx, { ...alike, job, reason }))
  }
}

/**
 * A limit of the platform is no failure. The clock comes again by itself; what was asked for goes
 * on with what is still unproven, and leaves the calls between to the polls.
 */
function whenAllowed(
  ctx: Ctx,
  { storeId }: SyncStore,
  { waitS, isClock, error }: { waitS: number; isClock: boolean; error: unknown },
): void {
  if (!isClock) throw new Postponed(waitS * 2, (error as Error).message)
  ctx.log.info({ err: error, storeId }, 'intake.poll_later')
}
