import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import { ChannelProblem } from '../problems.ts'
import { saveRefused } from './push-row.ts'
import { findOutgoing, lockOutgoing, saveOutgoing } from './store.ts'
import { findClient, pushKept } from './tell-platform.ts'

/** A person has mended what the platform did not like, here or there. */
export async function askToPushAgain(
  ctx: Ctx,
  { orderId, outgoingId }: { orderId: string; outgoingId: string },
): Promise<void> {
  const { orgId, actor, cause } = ctx
  await inTransaction(ctx.db, async (tx) => {
    const row = await lockOutgoing(tx, orgId, outgoingId)
    if (row?.orderId !== orderId) throw ChannelProblem.outgoing_not_found()
    if (row.state !== 'refused') throw ChannelProblem.outgoing_not_refused({ state: row.state })
    const { problem } = row
    await saveOutgoing(tx, orgId, outgoingId, { state: 'waiting', problem, reference: null })
    await enqueue(tx, 'channels.push_again', { outgoingId }, { orgId, actor, cause })
    const subject = { type: 'order', id: orderId }
    const data = { orderId, outgoingId, kind: row.kind }
    await ctx.emit(tx, { type: 'order.push_asked', subject, data })
    await audit.record(ctx, tx, { action: 'order.push_asked', subject, after: data })
  })
}

/** With the same key, so that a platform which had taken it after all knows it again. */
export async function pushAgain(ctx: Ctx, outgoingId: string): Promise<void> {
  const row = await findOutgoing(ctx.db, ctx.orgId, outgoingId)
  if (row?.state !== 'waiting') return
  const found = await findClient(ctx, row.orderId)
  if (found) return pushKept(ctx, found, row)
  const problem = 'The store is not connected, so its platform cannot be told.'
  await inTransaction(ctx.db, (tx) => saveRefused(ctx, tx, row, problem))
}
