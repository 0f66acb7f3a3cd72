import type { Adapter } from '#channels'
import type { DocumentSource } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import type { LandParts } from '../land/land-order.ts'
import type { Incoming, Result } from '../messages/message.ts'
import { isParked } from '../messages/store.ts'
import type { Keeper } from './keepers.ts'

export type How = {
  /** The message is in the table already. */
  isKept?: boolean
  /** One of many that were asked for: it is kept only when it says something new. */
  isQuiet?: boolean
}

/** One message that is being done. */
export type Work = {
  parts: LandParts
  ctx: Ctx
  adapter: Adapter
  incoming: Incoming
  keeper: Keeper
  /**
   * An order that comes with a hint to fetch it counts as sent, because the answer will say more.
   */
  source: DocumentSource
  /** The orders that the message asks for as well. */
  asked: ReadonlySet<string>
  how: How
}

export async function leave(
  work: Work,
  verdict: 'parked' | 'ignored' | 'updated',
  reason: string,
  externalId: string | null = null,
): Promise<Result> {
  if (verdict === 'parked') await park(work, reason, externalId)
  else await work.keeper.keep({ verdict, reason, externalId })
  return { status: verdict, externalId, orderId: null, reason }
}

/** Whoever watches hears of it, since somebody must look; once, however often it is asked for. */
async function park(
  { ctx, incoming, keeper, how }: Work,
  reason: string,
  externalId: string | null,
): Promise<void> {
  if (how.isQuiet && (await isParked(ctx.db, ctx.orgId, incoming))) return
  await inTransaction(ctx.db, async (tx) => {
    await keeper.keep({ verdict: 'parked', reason, externalId }, tx)
    const subject = { type: 'message', id: incoming.id }
    const { id: storeId, name: store } = incoming.account
    const data = { messageId: incoming.id, storeId, store, externalId, reason }
    await ctx.emit(tx, { type: 'message.parked', subject, data })
  })
}
