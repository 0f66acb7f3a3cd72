import type { Check } from '#platform/check.ts'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, openDatabase } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import type { CheckResult, RunView } from './contract.ts'
import { listRuns, removeRunsBefore, writeRun } from './store.ts'

export type Verification = {
  checks: readonly Check[]
  /**
   * The address for a connection of its own, because checking everything may take longer than a
   * request may.
   */
  directUrl: string
}

const CHECK_TIMEOUT_MS = 30 * 60_000
const KEPT_MS = 30 * 86_400_000
/** Transactions under way when the last run began may have committed after it had looked. */
const OVERLAP_MS = 60_000

/** Recomputes the books of one org, completely or only what has changed since the last run. */
export async function verify(
  ctx: Ctx,
  { checks, directUrl }: Verification,
  kind: RunView['kind'],
): Promise<RunView> {
  const startedAt = ctx.clock.now()
  const since = kind === 'changes' ? await lastLook(ctx) : null
  const limits = { poolMax: 1, waitMs: 5_000, queryTimeoutMs: CHECK_TIMEOUT_MS }
  const database = openDatabase(directUrl, limits)
  try {
    const results: CheckResult[] = []
    for (const { name, rule, find } of checks) {
      const begun = performance.now()
      // All statements of a check see the same moment, as the books keep changing.
      const findings = await database.db
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute((tx) => find(tx, { orgId: ctx.orgId, since }))
      results.push({ name, rule, tookMs: Math.round(performance.now() - begun), findings })
    }
    return await keepRun(ctx, { kind, since, startedAt, results })
  } finally {
    await database.close()
  }
}

/**
 * The time since which changes are checked: that of the last run without findings, so that a fault
 * is found again until it is corrected.
 */
async function lastLook(ctx: Ctx): Promise<Date | null> {
  const [last] = await listRuns(ctx.db, ctx.orgId, { limit: 1, balanced: true })
  return last ? new Date(Date.parse(last.startedAt) - OVERLAP_MS) : null
}

type Looked = {
  kind: RunView['kind']
  since: Date | null
  startedAt: Date
  results: CheckResult[]
}

async function keepRun(ctx: Ctx, { kind, since, startedAt, results }: Looked): Promise<RunView> {
  const findings = results.reduce((sum, result) => sum + result.findings.length, 0)
  const run: RunView = {
    ...{ id: newId(), kind, findings, checks: results },
    since: since?.toISOString() ?? null,
    ...{ startedAt: startedAt.toISOString(), endedAt: ctx.clock.now().toISOString() },
  }
  await inTransaction(ctx.db, async (tx) => {
    await writeRun(tx, ctx.orgId, run)
    const data = { runId: run.id, kind, findings, clean: findings === 0 }
    await ctx.emit(tx, { type: 'books.checked', subject: { type: 'books', id: run.id }, data })
  })
  await removeRunsBefore(ctx.db, ctx.orgId, new Date(startedAt.getTime() - KEPT_MS))
  return run
}
