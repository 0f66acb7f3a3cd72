import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import type { OrderFilter } from '../lists/contract.ts'
import type { Command } from './bulk.ts'
import { findRun } from './store.ts'

/** Writes into the history where a run stands. */
export async function tell(ctx: Ctx, tx: Tx, type: string, runId: string): Promise<void> {
  const run = await findRun(tx, ctx.orgId, runId)
  if (!run) return
  const { command, filter, undoOf, state, total, done, skipped, failed } = run
  const counts = { state, total, done, skipped, failed }
  const data = { runId, ...withoutTyped({ command, filter }), undoOf, ...counts }
  await ctx.emit(tx, { type, subject: { type: 'order_bulk', id: runId }, data })
}

/**
 * Leaves out what people typed: a reason or a search may name a buyer, and nothing of a run is ever
 * erased from history and audit log. The run itself keeps the words, for 90 days.
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
