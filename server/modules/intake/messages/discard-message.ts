import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { getOriginal } from './read-again.ts'
import { judgeMessage } from './store.ts'

/** Closes a message because somebody has decided that nothing more is to be done about it. */
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
