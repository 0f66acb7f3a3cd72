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
 * Compares a store with its platform. However long a platform is away, there is one dead letter of
 * it, which ends by itself with the next comparison that succeeds: that one goes back to where the
 * last good one has ended.
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
    const isScheduled = since === undefined && !isAsked
    if (waitS !== null) return goOnLater(ctx, request, { waitS, isScheduled, error })
    // A scheduled poll comes again in any case; what somebody has asked for must be tried again.
    const isKnown = isScheduled && error instanceof ChannelFailure
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
 * Reaching a limit of the platform is no failure. The next scheduled poll comes by itself. What
 * somebody has asked for goes on later with what is still unproven; it waits twice as long as the
 * platform demands, so that polls get their calls in between.
 */
function goOnLater(
  ctx: Ctx,
  { storeId }: SyncStore,
  { waitS, isScheduled, error }: { waitS: number; isScheduled: boolean; error: unknown },
): void {
  if (!isScheduled) throw new Postponed(waitS * 2, (error as Error).message)
  ctx.log.info({ err: error, storeId }, 'intake.poll_later')
}
