import { ChannelFailure, connectStore, type Message } from '#channels'
import type { Ctx } from '#platform/context.ts'
import { newId } from '#platform/random.ts'
import type { StoreAccount } from '#stores'
import type { LandParts } from '../land/land-order.ts'
import { type Incoming, type Result, timeOfId } from '../messages/message.ts'
import { judgeMessage } from '../messages/store.ts'
import { processMessage } from '../receive/process.ts'

export type FetchOrder = { storeId: string; externalId: string; messageId?: string | undefined }

/** The platform does not show it yet: its message may be faster than its own interface. */
class NotThereYet extends Error {
  override readonly name = 'NotThereYet'
}

/** Asks for an order as it is now, and keeps the answer as a message of its own. */
export async function fetchOrder(
  parts: LandParts,
  ctx: Ctx,
  { storeId, externalId, messageId }: FetchOrder,
): Promise<void> {
  const { account, client } = await connectStore(ctx, storeId)
  try {
    const answer = await client.fetchOrder(externalId)
    if (!answer) throw new NotThereYet(`The platform does not know the order ${externalId}.`)
    const [result] = await takeFetched(parts, ctx, account, answer)
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

const note = (ctx: Ctx, messageId: string, reason: string): Promise<void> =>
  judgeMessage(ctx.db, ctx.orgId, messageId, { verdict: 'fetching', reason }, 'fetching')

/** An order as the platform's interface gives it: by the same way as one that was sent. */
export function takeFetched(
  parts: LandParts,
  ctx: Ctx,
  account: StoreAccount,
  { headers, body }: Message,
  how: { isQuiet?: boolean } = {},
): Promise<Result[]> {
  const id = newId()
  const incoming: Incoming = {
    ...{ id, receivedAt: timeOfId(id), account, source: 'fetched', headers, body },
  }
  return processMessage(parts, ctx, incoming, how)
}

/** The message that led to it; a part that waits for its order is read again by itself. */
async function end(ctx: Ctx, messageId: string, result: Result): Promise<void> {
  const { status, orderId, externalId, reason = null } = result
  if (status === 'queued') return
  const judgement = { verdict: status, orderId, externalId, reason }
  await judgeMessage(ctx.db, ctx.orgId, messageId, judgement, 'fetching')
}
