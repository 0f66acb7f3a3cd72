import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { findAccount } from '#stores'
import * as audit from '#audit'
import type { LandParts } from '../land/land-order.ts'
import { IntakeProblem } from '../problems.ts'
import { processMessage } from '../receive/process-message.ts'
import type { Incoming, Result } from './message.ts'
import { openBody } from './seal.ts'
import { findMessage, judgeMessage, type StoredMessage } from './store.ts'

export type Original = { message: StoredMessage; body: Buffer | null }

export async function getOriginal(ctx: Ctx, id: string): Promise<Original> {
  const found = await findMessage(ctx.db, ctx.orgId, id)
  if (!found) throw IntakeProblem.message_not_found()
  const { bodySealed, ...message } = found
  return { message, body: bodySealed && openBody(ctx.secrets, id, bodySealed) }
}

/** As it was when it came, for reading it with the adapter of today. */
export async function getIncoming(ctx: Ctx, id: string): Promise<Incoming> {
  const { message, body } = await getOriginal(ctx, id)
  if (!body) throw IntakeProblem.original_gone()
  const account = await findAccount(ctx.db, ctx.orgId, message.storeId)
  if (!account) throw IntakeProblem.store_not_found()
  const { receivedAt, source, headers } = message
  return { id, receivedAt, account, source, headers, body }
}

/** Does what a stored message says, once more: what has been done already is not done twice. */
export async function readAgain(parts: LandParts, ctx: Ctx, id: string): Promise<Result[]> {
  const incoming = await getIncoming(ctx, id)
  return processMessage(parts, ctx, incoming, { isKept: true })
}

/** Somebody has decided that nothing more comes of it. */
export async function discardMessage(ctx: Ctx, id: string, reason: string): Promise<void> {
  const { message } = await getOriginal(ctx, id)
  await inTransaction(ctx.db, async (tx) => {
    await judgeMessage(tx, ctx.orgId, id, { verdict: 'discarded', reason })
    const subject = { type: 'message', id }
    const before = { verdict: message.verdict, reason: message.reason }
    const entry = { action: 'message.discarded', subject, before, after: { reason } }
    await audit.record(ctx, tx, entry)
    await ctx.emit(tx, { type: 'message.discarded', subject, data: { messageId: id, reason } })
  })
}
