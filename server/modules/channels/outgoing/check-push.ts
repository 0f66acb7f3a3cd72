import { readSold } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import type { PushResult } from '../adapter.ts'
import { resultOf } from '../result-of.ts'
import { clientOfStore } from './client-of-store.ts'
import { PlatformBusy } from './platform-busy.ts'
import { saveRefused, saveTaken } from './push-row.ts'
import { findOutgoing, type Outgoing } from './store.ts'

/**
 * Asks what has become of a push that was only submitted, until the platform has done or refused
 * it.
 */
export async function checkPush(ctx: Ctx, { outgoingId }: { outgoingId: string }): Promise<void> {
  const row = await findOutgoing(ctx.db, ctx.orgId, outgoingId)
  if (row?.state !== 'submitted') return
  const result = await answerOf(ctx, row)
  switch (result?.type) {
    case undefined:
      return
    case 'done':
      return inTransaction(ctx.db, (tx) => saveTaken(ctx, tx, row, row.reference))
    case 'refused':
      return inTransaction(ctx.db, (tx) => saveRefused(ctx, tx, row, result.why))
    case 'submitted':
      throw new PlatformBusy('The platform has not decided yet.')
    case 'again':
      throw new PlatformBusy(result.why, result.afterS)
  }
}

/**
 * Undefined where the platform can no longer be asked: the push stays as it is, and people see it.
 */
async function answerOf(ctx: Ctx, row: Outgoing): Promise<PushResult | undefined> {
  const { kind, reference } = row
  if (kind === 'cancel' && (await isCancelledThere(ctx, row.orderId))) {
    return { type: 'done', reference }
  }
  const found = await clientOfStore(ctx, row.storeId)
  if (!found) return undefined
  const { client } = found
  // There is nothing to ask by; the next message about the order will say it.
  if (!client.checkPush || reference === null) return { type: 'submitted', reference }
  return client.checkPush(reference).catch(resultOf)
}

async function isCancelledThere(ctx: Ctx, orderId: string): Promise<boolean> {
  const canonical = (await readSold(ctx, orderId))?.document.canonical
  return (canonical as { lifecycle?: string } | null | undefined)?.lifecycle === 'cancelled'
}
