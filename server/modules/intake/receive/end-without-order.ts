import type { Adapter } from '#channels'
import { type DocumentSource, findDocument, findOrderId } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import type { LandParts } from '../land/land-order.ts'
import type { Incoming, Result } from '../messages/message.ts'
import type { Judgement } from '../messages/message-rows.ts'
import { isParked } from '../messages/store.ts'
import type { VerdictWriter } from './verdict-writers.ts'

export type ProcessOptions = {
  /** Its row is in the table already, because it is read again. */
  isKept?: boolean
  /** It comes from a list that is asked for every minute, so it is kept only if it is news. */
  isQuiet?: boolean
}

/** A message while it is processed. */
export type Work = {
  parts: LandParts
  ctx: Ctx
  adapter: Adapter
  incoming: Incoming
  writer: VerdictWriter
  /**
   * Whether its orders count as sent or as fetched. Where a message says that an order must still
   * be fetched, what it says of the order itself counts as sent, so that the answer overrules it.
   */
  source: DocumentSource
  /** The external ids of the orders that it says must be fetched. */
  asked: ReadonlySet<string>
  how: ProcessOptions
}

/** Gives a message, or one order of it, a verdict without placing or changing an order. */
export async function endWithoutOrder(
  work: Work,
  verdict: 'parked' | 'ignored' | 'updated',
  reason: string,
  externalId: string | null = null,
): Promise<Result> {
  if (verdict === 'parked') await park(work, reason, externalId)
  else if (externalId === null) await work.writer.write({ verdict, reason, externalId })
  else await keep(work, { verdict, reason, externalId })
  return { status: verdict, externalId, orderId: null, reason }
}

/**
 * People are told, since somebody must decide. A quiet message that is parked already tells nobody.
 */
async function park(work: Work, reason: string, externalId: string | null): Promise<void> {
  const { ctx, incoming, writer, how } = work
  if (how.isQuiet && (await isParked(ctx.db, ctx.orgId, incoming))) return
  await inTransaction(ctx.db, async (tx) => {
    await writer.write({ verdict: 'parked', reason, externalId }, tx)
    const subject = { type: 'message', id: incoming.id }
    const { id: storeId, name: store } = incoming.account
    const data = { messageId: incoming.id, storeId, store, externalId, reason }
    await ctx.emit(tx, { type: 'message.parked', subject, data })
    if (externalId !== null) await eraseWhatIsErased(work, tx, externalId)
  })
}

const keep = (work: Work, judgement: Judgement & { externalId: string }): Promise<void> =>
  inTransaction(work.ctx.db, async (tx) => {
    await work.writer.write(judgement, tx)
    await eraseWhatIsErased(work, tx, judgement.externalId)
  })

/** It may also name an order whose customer was erased before, and then keeps nothing of it. */
async function eraseWhatIsErased(
  { ctx, incoming, writer }: Work,
  tx: Tx,
  externalId: string,
): Promise<void> {
  const orderId = await findOrderId(tx, ctx.orgId, incoming.account.id, externalId)
  const document = orderId && (await findDocument(tx, ctx.orgId, orderId))
  if (document && document.canonical === null) await writer.erase(tx, { externalId, orderId })
}
