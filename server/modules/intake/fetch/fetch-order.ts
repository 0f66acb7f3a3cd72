import { ChannelFailure, connectStore, type Message } from '#channels'
import { findOrderId } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { newId } from '#platform/random.ts'
import { isStoreGone, type StoreAccount } from '#stores'
import type { LandParts } from '../land/land-order.ts'
import { answerMessage } from '../messages/answer-message.ts'
import { type Incoming, type Result, timeOfId } from '../messages/message.ts'
import { parkFailed } from '../messages/park-failed.ts'
import { isFetchedSince } from '../messages/store.ts'
import { STORE_REMOVED } from '../receive/store-removed.ts'
import { isDatabaseAway } from '../receive/is-database-away.ts'
import { processMessage } from '../receive/process-message.ts'
import { oneAtATime } from './one-at-a-time.ts'

export type FetchOrder = { storeId: string; externalId: string; messageId?: string | undefined }

/** The platform does not show the order yet: a message may be faster than its own interface. */
class NotThereYet extends Error {
  override readonly name = 'NotThereYet'
}

/**
 * Asks the platform for an order as it is now, and processes the answer as a message of its own.
 * Several messages about one change need one answer: a fetch that begins while another one is under
 * way waits for it, and then finds that the order was fetched.
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
    const answer = { status: 'duplicate', orderId, externalId, reason: ASKED } as const
    return answerMessage(ctx, messageId, answer)
  }
  try {
    // The id says when the answer came. It is made before asking, so that a message which arrives
    // while the platform answers counts as newer and leads to one more fetch.
    const id = newId()
    const answer = await client.fetchOrder(externalId)
    if (!answer) throw new NotThereYet(`The platform does not know the order ${externalId}.`)
    const [result] = await takeFetched(parts, ctx, account, answer, { id })
    // While a part still waits for its order, `intake.finish_messages` reads it again.
    if (messageId && result && result.status !== 'queued') {
      await answerMessage(ctx, messageId, { ...result, externalId })
    }
  } catch (error) {
    const isRefused = error instanceof ChannelFailure && error.kind === 'rejected'
    // People see at once why the order is missing; the attempt that succeeds writes the next
    // verdict.
    const status = isRefused ? 'parked' : 'queued'
    const what = isRefused ? 'The platform refuses to show it' : 'It was not fetched yet'
    const reason = `${what}: ${(error as Error).message}`
    if (messageId) {
      await answerMessage(ctx, messageId, { status, externalId, orderId: null, reason })
    }
    if (!isRefused) throw error
  }
}

const ASKED = 'The order was asked for after this message came.'

/**
 * Processes an order that was asked for in the same way as one that was sent. `isQuiet`: it comes
 * from a list, so a failure is parked and the orders behind it still land.
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
    if (isStoreGone(error)) return [STORE_REMOVED]
    if (!isQuiet || isDatabaseAway(error)) throw error
    return [await parkFailed(ctx, incoming, error)]
  }
}
