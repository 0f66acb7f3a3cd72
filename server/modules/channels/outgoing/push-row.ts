import { findOrder } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import type { PushResult } from '../adapter.ts'
import { resultOf } from '../result-of.ts'
import { PlatformBusy } from './platform-busy.ts'
import { type Outgoing, saveOutgoing } from './store.ts'

/**
 * Pushes a row. It was committed before the call, so a crash in between leads to a repeat with the
 * same key. What the platform refuses for good is not tried again until a person asks for it.
 */
export async function pushRow(
  ctx: Ctx,
  row: Outgoing,
  call: () => Promise<PushResult>,
): Promise<void> {
  if (row.state !== 'waiting') return
  const { db, orgId } = ctx
  const result = await call().catch(resultOf)
  switch (result.type) {
    case 'done':
      return inTransaction(db, (tx) => saveTaken(ctx, tx, row, result.reference))
    case 'submitted':
      return inTransaction(db, (tx) => saveSubmitted(ctx, tx, row.id, result.reference))
    case 'refused':
      return inTransaction(db, (tx) => saveRefused(ctx, tx, row, result.why))
    case 'again':
      await saveOutgoing(db, orgId, row.id, {
        ...{ state: 'waiting', problem: result.why, reference: null },
      })
      throw new PlatformBusy(result.why, result.afterS)
  }
}

const FIRST_CHECK_MS = 30_000

/** Saves a push that was only submitted, together with the job that asks what has become of it. */
async function saveSubmitted(ctx: Ctx, tx: Tx, outgoingId: string, reference: string | null) {
  const { orgId, actor, cause } = ctx
  const startAfter = new Date(ctx.clock.now().getTime() + FIRST_CHECK_MS)
  await saveOutgoing(tx, orgId, outgoingId, { state: 'submitted', problem: null, reference })
  const options = { orgId, actor, cause, startAfter }
  await enqueue(tx, 'channels.check_push', { outgoingId }, options)
}

/**
 * Saves a push that was done, and tells of it in the timeline of the order, where people look for
 * it.
 */
export async function saveTaken(ctx: Ctx, tx: Tx, row: Outgoing, reference: string | null) {
  const { id: outgoingId, kind, orderId, storeId } = row
  await saveOutgoing(tx, ctx.orgId, outgoingId, { state: 'done', problem: null, reference })
  const subject = { type: 'order', id: orderId }
  const data = { orderId, storeId, outgoingId, kind }
  if (kind !== 'refund') return ctx.emit(tx, { type: 'order.push_taken', subject, data })
  // A refund has an event of its own, which asks for the order: its books follow when the platform
  // tells of it.
  const { externalId } = (await findOrder(tx, ctx.orgId, orderId))!
  const { amountMinor, currency } = row.body
  const told = { ...data, externalId, amountMinor, currency }
  await ctx.emit(tx, { type: 'order.refund_taken', subject, data: told })
}

/** Saves a push that was refused, and tells of it in the timeline as well. */
export async function saveRefused(
  ctx: Ctx,
  tx: Tx,
  { id, kind, orderId, storeId, reference }: Outgoing,
  problem: string,
  refusedBy: 'us' | 'platform' = 'platform',
): Promise<void> {
  await saveOutgoing(tx, ctx.orgId, id, { state: 'refused', problem, reference, refusedBy })
  const data = { orderId, storeId, outgoingId: id, kind, problem, refusedBy }
  await ctx.emit(tx, { type: 'order.push_refused', subject: { type: 'order', id: orderId }, data })
}
