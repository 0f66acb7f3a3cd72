import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import type { OrderFilter } from '../lists/contract.ts'
import type { Command } from './bulk.ts'
import { findRun } from './store.ts'

/** A run stands in the history as its orders do. */
export async function tell(ctx: Ctx, tx: Tx, type: string, runId: string): Promise<void> {
  const run = await findRun(tx, ctx.orgId, runId)
  if (!run) return
  const { command, filter, undoOf, state, total, done, skipped, failed } = run
  const counts = { state, total, done, skipped, failed }
  const data = { runId, ...withoutTyped({ command, filter }), undoOf, ...counts }
  await ctx.emit(tx, { type, subject: { type: 'order_bulk', id: runId }, data })
}

/**
 * A reason and what was searched for may name a buyer, and nothing of a run is erased from history
 * and audit log: that they were there, and not what they were. The run keeps them for its 90 days.
 */
export function withoutTyped<Asked extends { command: Command; filter?: OrderFilter | null }>(
  asked: Asked,
): Asked {
  const { command, filter } = asked
  const isTyped = command.action === 'cancel'
  return {
    ...asked,
    ...(isTyped && { command: { ...command, reason: IN_RUN } }),
    ...(filter?.search !== undefined && { filter: { ...filter, search: IN_RUN } }),
  }
}

const IN_RUN = 'see the run'
