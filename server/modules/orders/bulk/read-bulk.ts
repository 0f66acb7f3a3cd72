import { z } from 'zod'
import type { Ctx } from '#platform/context.ts'
import { decodePosition, encodePosition } from '#platform/http/position.ts'
import { inverseOf } from './bulk.ts'
import type { BulkView, RowOutcome } from './contract.ts'
import { BulkProblem } from './problems.ts'
import { listRows } from './rows.ts'
import { findRun, listRuns, listUndone, type Run } from './store.ts'

type PageQuery = { after?: string | undefined; limit: number }

const RunPosition = z.strictObject({ createdAt: z.iso.datetime(), id: z.uuid() })

export async function readBulks(ctx: Ctx, { after, limit }: PageQuery) {
  const position = after === undefined ? undefined : decodePosition(after, RunPosition)
  const found = await listRuns(ctx.db, ctx.orgId, { after: position, limit: limit + 1 })
  const runs = await viewsOf(ctx, found.slice(0, limit))
  const last = found.length > limit ? runs.at(-1) : undefined
  const nextCursor = last ? encodePosition({ createdAt: last.createdAt, id: last.id }) : null
  return { runs, pagination: { limit, nextCursor } }
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

const RowPosition = z.strictObject({ line: z.int().min(1).max(2_147_483_647) })

export async function readRows(
  ctx: Ctx,
  bulkId: string,
  { outcome, after, limit }: PageQuery & { outcome?: RowOutcome | undefined },
) {
  await getRun(ctx, bulkId)
  const line = after === undefined ? 0 : decodePosition(after, RowPosition).line
  const page = { outcome, after: line, limit: limit + 1 }
  const found = await listRows(ctx.db, ctx.orgId, bulkId, page)
  const last = found.length > limit ? found[limit - 1] : undefined
  const nextCursor = last ? encodePosition({ line: last.line }) : null
  const rows = found.slice(0, limit).map(({ orderId, number, outcome: is, code, message, at }) => ({
    ...{ orderId, number, outcome: is, code, message },
    at: at?.toISOString() ?? null,
  }))
  return { rows, pagination: { limit, nextCursor } }
}

const PAGE_ROWS = 1_000

/** What has failed, for whoever mends it; each page is read when the one before has been sent. */
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
