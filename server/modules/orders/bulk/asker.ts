import { findPermissions } from '#access'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { scoped } from '#platform/events.ts'
import type { BulkStopped } from './contract.ts'
import { mayCommand } from './permission.ts'
import { lockRun, type Run, stopRun } from './store.ts'
import { emitRunEvent } from './run-events.ts'

/**
 * The context of the person who asked for the run, so that the history and the audit log name them
 * for each change. They have their current permissions. Gives `undefined` when they have left or
 * may not do this any more.
 */
export async function askerOf(ctx: Ctx, run: Run): Promise<Ctx | undefined> {
  const { orgId, cause } = ctx
  const actor = run.worksFor
  const permissions = await findPermissions(ctx.db, orgId, actor, ctx.clock.now())
  if (!permissions || !mayCommand(permissions, run.command)) return undefined
  return scoped(ctx, { orgId, actor, permissions, cause })
}

/** Ends a run that cannot continue. What it has changed stays changed. */
export async function giveUp(ctx: Ctx, runId: string, because: BulkStopped): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const run = await lockRun(tx, ctx.orgId, runId)
    if (run?.state !== 'gathering' && run?.state !== 'running') return
    await stopRun(tx, ctx.orgId, runId, { because, now: ctx.clock.now() })
    await emitRunEvent(ctx, tx, 'order_bulk.stopped', runId)
  })
}
