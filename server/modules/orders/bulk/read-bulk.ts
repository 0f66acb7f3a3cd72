import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import { pageOf } from '#platform/http/page.ts'
import { inverseOf } from './bulk.ts'
import type { BulkView, RowOutcome } from './contract.ts'
import { BulkProblem } from './problems.ts'
import { listRows } from './rows.ts'
import { findRun, listRuns, listUndone, type Run } from './store.ts'

type PageQuery = { after?: string | undefined; limit: number }

const newestFirst = {
  position: z.strictObject({ createdAt: z.iso.datetime(), id: z.uuid() }),
  positionOf: ({ createdAt, id }: Run) => ({ createdAt: createdAt.toISOString(), id }),
}

export async function readBulks(ctx: Ctx, query: PageQuery) {
  const { rows, pagination } = await pageOf(query, newestFirst, ({ after, limit }) =>
    listRuns(ctx.db, ctx.orgId, { after, limit }),
  )
  return { runs: await viewsOf(ctx, rows), pagination }
}

export async function readBulk(ctx: Ctx, bulkId: string): Promise<BulkView> {
  const [view] = await viewsOf(ctx, [await getRun(ctx, bulkId)])
  return view!
}

async function getRun(ctx: Ctx, bulkId: string): Promise<Run> {
  const run = await findRun(ctx.db, ctx.orgId, bulkId)
  if (!run) throw BulkProblem.bulk_not_found()
  return run
}

async function viewsOf(ctx: Ctx, runs: Run[]): Promise<BulkView[]> {
  if (runs.length === 0) return []
  const ids = runs.map(({ id }) => id)
  const undone = await listUndone(ctx.db, ctx.orgId, ids)
  return runs.map((run) => viewOf(run, undone.has(run.id)))
}

function viewOf(run: Run, isUndone: boolean): BulkView {
  const { id, command, filter, state, stoppedBecause, total, done, skipped, failed } = run
  const hasEnded = state === 'done' || state === 'stopped'
  return {
    ...{ id, command, filter, state, stoppedBecause, total, done, skipped, failed },
    ...{ askedBy: run.askedBy, undoOf: run.undoOf },
    canUndo: hasEnded && done > 0 && !isUndone && inverseOf(command) !== undefined,
    document:
      hasEnded && done > 0 && makesDocument(command) ? `/api/v1/orders/bulk/${id}/document` : null,
    failures: failed === 0 ? null : `/api/v1/orders/bulk/${id}/failures.csv`,
    createdAt: run.createdAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
  }
}

const makesDocument = ({ action }: Run['command']): boolean =>
  action === 'print' || action === 'export'

const byLine = {
  position: z.strictObject({ line: z.int().min(1).max(2_147_483_647) }),
  positionOf: ({ line }: { line: number }) => ({ line }),
}

export async function readRows(
  ctx: Ctx,
  bulkId: string,
  query: PageQuery & { outcome?: RowOutcome | undefined },
) {
  await getRun(ctx, bulkId)
  const { rows, pagination } = await pageOf(query, byLine, ({ after, limit }) =>
    listRows(ctx.db, ctx.orgId, bulkId, { outcome: query.outcome, after: after?.line ?? 0, limit }),
  )
  return {
    rows: rows.map(({ orderId, number, outcome, code, message, at }) => ({
      ...{ orderId, number, outcome, code, message },
      at: at?.toISOString() ?? null,
    })),
    pagination,
  }
}

const PAGE_ROWS = 1_000

/** The failed rows, for whoever corrects them. Each page is read once the previous one was sent. */
export async function failuresOf(ctx: Ctx, bulkId: string): Promise<AsyncGenerator<string[][]>> {
  await getRun(ctx, bulkId)
  return pagesOfFailures(ctx, bulkId)
}

async function* pagesOfFailures(ctx: Ctx, bulkId: string): AsyncGenerator<string[][]> {
  yield [['number', 'order_id', 'code', 'message']]
  for (let after = 0; ;) {
    const page = { outcome: 'failed', after, limit: PAGE_ROWS } as const
    const rows = await listRows(ctx.db, ctx.orgId, bulkId, page)
    yield rows.map(({ number, orderId, code, message }) => [
      ...[number ?? '', orderId, code ?? '', message ?? ''],
    ])
    if (rows.length < PAGE_ROWS) return
    after = rows.at(-1)!.line
  }
}
