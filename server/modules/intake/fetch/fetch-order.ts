import { ChannelFailure, connectStore, type Message } from '#channels'
import { findOrderId } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { newId } from '#platform/random.ts'
import { isStoreGone, type StoreAccount } from '#stores'
import type { LandParts } from '../land/land-order.ts'
import { type Incoming, type Result, timeOfId } from '../messages/message.ts'
import { parkFailed } from '../messages/park-failed.ts'
import { isFetchedSince, judgeMessage } from '../messages/store.ts'
import { GONE } from '../receive/gone.ts'
import { isAway } from '../receive/is-away.ts'
import { processMessage } from '../receive/process.ts'
import { oneAtATime } from './one-at-a-time.ts'

export type FetchOrder = { storeId: string; externalId: string; messageId?: string | undefined }

/** The platform does not show it yet: its message may be faster than its own interface. */
class NotThereYet extends Error {
  override readonly name = 'NotThereYet'
}

/**
 * Asks for an order as it is now, and keeps the answer as a message of its own. Several hints of
 * one change need one answer: those who come while the order is asked for wait, and then find it.
 */
export const fetchOrder = (parts: LandParts, ctx: Ctx, request: FetchOrder): Promise<void> =>
  oneAtATime(`${request.storeId}/${request.externalId}`, () => fetchNow(parts, ctx, request))

async function fetchNow(
  parts: LandParts,
  ctx: Ctx,
  { storeId, externalId, messageId }: FetchOrder,
): Promise<void> {
  const { account, client } = await connectStore(ctx, storeId)
  const orderId = await findOrderId(ctx.db, ctx.orgId, storeId, externalId)
  if (orderId && messageId && (await isFetchedSince(ctx.db, ctx.orgId, { orderId, messageId }))) {
    return end(ctx, messageId, { status: 'duplicate', orderId, externalId, reason: ASKED })
  }
  try {
    // Older than the answer, so that a hint which came meanwhile still leads to the next question.
    const id = newId()
    const answer = await client.fetchOrder(externalId)
    if (!answer) throw new NotThereYet(`The platform does not know the order ${externalId}.`)
    const [result] = await takeFetched(parts, ctx, account, answer, { id })
    if (messageId && result) await end(ctx, messageId, result)
  } catch (error) {
    // Seen by people at once, and ended by the attempt that succeeds.
    const reason = `It was not fetched yet: ${(error as Error).message}`
    if (messageId) await note(ctx, messageId, reason)
    if (!(error instanceof ChannelFailure) || error.kind !== 'rejected') throw error
    const refused = `The platform refuses to show it: ${error.message}`
    if (messageId) {
      const judgement = { verdict: 'parked', reason: refused } as const
      await judgeMessage(ctx.db, ctx.orgId, messageId, judgement, 'fetching')
    }
  }
}

const ASKED = 'The order was asked for after this message came.'

const note = (ctx: Ctx, messageId: string, reason: string): Promise<void> =>
  judgeMessage(ctx.db, ctx.orgId, messageId, { verdict: 'fetching', reason }, 'fetching')

/**
 * An order as the platform's interface gives it: by the same way as one that was sent. `isQuiet`:
 * one of a list, where what cannot be saved must not keep all that follow it from landing.
 */
export async function takeFetched(
  parts: LandParts,
  ctx: Ctx,
  account: StoreAccount,
  { headers, body }: Message,
  { id = newId(), isQuiet = false }: { id?: string; isQuiet?: boolean } = {},
): Promise<Result[]> {
  const incoming: Incoming = {
    ...{ id, receivedAt: timeOfId(id), account, source: 'fetched', headers, body },
  }
  try {
    return await processMessage(parts, ctx, incoming, { isQuiet })
  } catch (error) {
    if (isStoreGone(error)) return [GONE]
    if (!isQuiet || isAway(error)) throw error
    return [await parkFailed(ctx, incoming, error)]
  }
}

/** The message that led to it; a part that waits for its order is read again by itself. */
async function end(ctx: Ctx, messageId: string, result: Result): Promise<void> {
  const { status, orderId, externalId, reason = null } = result
  if (status === 'queued') return
  const judgement = { verdict: status, orderId, externalId, reason }
  await judgeMessage(ctx.db, ctx.orgId, messageId, judgement, 'fetching')
}
