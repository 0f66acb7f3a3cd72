import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { inverseOf } from './bulk.ts'
import { requireCommand } from './permission.ts'
import { BulkProblem } from './problems.ts'
import { forgetFailures } from './rows.ts'
import { enqueueChunk } from './run-chunk.ts'
import { recordDecision } from './run-events.ts'
import { startGathering } from './start-bulk.ts'
import { listUndone, lockRun, reopenRun, type Run, stopRun } from './store.ts'

/** Stops a run. What was changed stays changed, and the order that is being changed is finished. */
export async function cancelBulk(ctx: Ctx, bulkId: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const run = await takeRun(ctx, tx, bulkId)
    if (run.state === 'stopped' && run.stoppedBecause === 'cancelled') return
    if (run.state === 'done' || run.state === 'stopped') throw BulkProblem.bulk_ended()
    await stopRun(tx, ctx.orgId, bulkId, { because: 'cancelled', now: ctx.clock.now() })
    await recordDecision(ctx, tx, 'order_bulk.cancelled', bulkId)
  })
}

/**
 * Retries the failed rows and continues with those that a stop has left out, in the name of whoever
 * asks now.
 */
export async function retryBulk(ctx: Ctx, bulkId: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const run = await takeEnded(ctx, tx, bulkId)
    // Without all of its orders it would do only a part of what was asked, and report success.
    const isLeft = run.isGathered && run.done + run.skipped < run.total
    if (!isLeft) throw BulkProblem.nothing_to_retry()
    await forgetFailures(tx, ctx.orgId, bulkId)
    const { round } = await reopenRun(tx, ctx.orgId, bulkId, ctx.actor)
    await enqueueChunk(ctx, tx, { bulkId, round, after: 0 })
    await recordDecision(ctx, tx, 'order_bulk.retried', bulkId)
  })
}

/** Starts a new run that restores the former values of each changed order. */
export async function undoBulk(ctx: Ctx, bulkId: string): Promise<string> {
  return inTransaction(ctx.db, async (tx) => {
    const run = await takeEnded(ctx, tx, bulkId)
    const command = inverseOf(run.command)
    if (!command) throw BulkProblem.bulk_not_undoable({ action: run.command.action })
    if (run.done === 0) throw BulkProblem.nothing_to_undo()
    return startGathering(ctx, tx, { command, undoOf: bulkId })
  })
}

async function takeRun(ctx: Ctx, tx: Tx, bulkId: string): Promise<Run> {
  const run = await lockRun(tx, ctx.orgId, bulkId)
  if (!run) throw BulkProblem.bulk_not_found()
  requireCommand(ctx, run.command)
  return run
}

/**
 * Locks a run that has ended and was not undone, so that its rows still describe the state of the
 * orders.
 */
async function takeEnded(ctx: Ctx, tx: Tx, bulkId: string): Promise<Run> {
  const run = await takeRun(ctx, tx, bulkId)
  if (run.state === 'gathering' || run.state === 'running') throw BulkProblem.bulk_under_way()
  const undone = await listUndone(tx, ctx.orgId, [bulkId])
  if (undone.size > 0) throw BulkProblem.bulk_undone()
  return run
}
