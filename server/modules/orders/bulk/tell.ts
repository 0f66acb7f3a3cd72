import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { findRun } from './store.ts'

/** A run stands in the history as its orders do. */
export async function tell(ctx: Ctx, tx: Tx, type: string, runId: string): Promise<void> {
  const run = await findRun(tx, ctx.orgId, runId)
  if (!run) return
  const { command, filter, undoOf, state, total, done, skipped, failed } = run
  const data = { runId, command, filter, undoOf, state, total, done, skipped, failed }
  await ctx.emit(tx, { type, subject: { type: 'order_bulk', id: runId }, data })
}
