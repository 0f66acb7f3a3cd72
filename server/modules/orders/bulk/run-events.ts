import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import type { OrderFilter } from '../lists/contract.ts'
import type { Command } from './bulk.ts'
import { findRun } from './store.ts'

/** Writes into the history how far a run has come. */
export async function emitRunEvent(ctx: Ctx, tx: Tx, type: string, runId: string): Promise<void> {
  const run = await findRun(tx, ctx.orgId, runId)
  if (!run) return
  const { command, filter, undoOf, state, total, done, skipped, failed } = run
  const counts = { state, total, done, skipped, failed }
  const data = { runId, ...withoutTypedWords({ command, filter }), undoOf, ...counts }
  await ctx.emit(tx, { type, subject: { type: 'order_bulk', id: runId }, data })
}

/** What a person decides about a run stands in the audit log as well. */
export async function recordDecision(
  ctx: Ctx,
  tx: Tx,
  action: string,
  runId: string,
  after?: Record<string, unknown>,
): Promise<void> {
  await emitRunEvent(ctx, tx, action, runId)
  await audit.record(ctx, tx, { action, subject: { type: 'order_bulk', id: runId }, after })
}

/**
 * Leaves out what people typed: a reason or a search may name a buyer, and nothing of a run is ever
 * erased from history and audit log. The run itself keeps the words, for 90 days.
 */
export function withoutTypedWords<Asked extends { command: Command; filter?: OrderFilter | null }>(
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
