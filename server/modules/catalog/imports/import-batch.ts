import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { codeOf } from '#platform/database-errors.ts'
import { Problem } from '#platform/problem.ts'
import { newId } from '#platform/random.ts'
import type { AttributeSchema } from '../contract.ts'
import type { Entry } from './entry.ts'
import { applyPlan } from './rows/apply-plan.ts'
import type { ImportRow } from './rows/columns.ts'
import { loadKnown } from './rows/load-known.ts'
import { type Outcome, planRows } from './rows/plan.ts'
import { addResults, type Failure, insertFailures, lockImport } from './store.ts'

export type File = {
  importId: string
  /** All products of a file get this time, whichever batch they are in. */
  createdAt: Date
  types: ReadonlyMap<string, AttributeSchema | null>
  /** How many records had their result before this batch. */
  done: number
}

/**
 * One transaction, results included. What the database refuses is halved until the row is alone
 * that it refuses. `false` when somebody else has done these rows.
 */
export async function importBatch(ctx: Ctx, file: File, entries: Entry[]): Promise<boolean> {
  try {
    return await inTransaction(ctx.db, (tx) => importIn(ctx, tx, file, entries))
  } catch (error) {
    const reason = refusalOf(error)
    // Rows that have failed are not written: if the database refuses without them, it is our fault.
    if (reason === undefined || entries.every(({ read }) => 'fault' in read)) throw error
    if (entries.length === 1) {
      return importBatch(ctx, file, [{ ...entries[0]!, read: { fault: reason } }])
    }
    const half = Math.ceil(entries.length / 2)
    const rest = { ...file, done: file.done + half }
    return (
      (await importBatch(ctx, file, entries.slice(0, half))) &&
      (await importBatch(ctx, rest, entries.slice(half)))
    )
  }
}

async function importIn(ctx: Ctx, tx: Tx, file: File, entries: Entry[]): Promise<boolean> {
  const { importId } = file
  const before = await lockImport(tx, ctx.orgId, importId)
  if (before?.state !== 'running' || before.records !== file.done) return false

  const rows = entries.flatMap(({ read }) => ('row' in read ? read.row : []))
  const outcomes = await importRows(ctx, tx, rows, file)
  const results = entries.map(({ read }): Outcome => ('row' in read ? outcomes.shift()! : read))
  const failures = entries.flatMap(({ line, cells }, index): Failure[] => {
    const result = results[index]!
    return typeof result === 'object' ? [{ line, reason: result.fault, cells }] : []
  })
  if (failures.length > 0) await insertFailures(tx, ctx.orgId, importId, failures)
  const count = (kind: Outcome) => results.filter((result) => result === kind).length
  await addResults(tx, ctx.orgId, importId, {
    imported: count('imported'),
    updated: count('updated'),
    unchanged: count('unchanged'),
    failed: failures.length,
  })
  return true
}

async function importRows(
  ctx: Ctx,
  tx: Tx,
  rows: ImportRow[],
  { types, createdAt }: File,
): Promise<Outcome[]> {
  if (rows.length === 0) return []
  const known = await loadKnown(tx, ctx.orgId, rows, types)
  const plan = planRows(rows, known, { id: newId, createdAt })
  await applyPlan(ctx, tx, plan)
  return plan.outcomes
}

/** Values and constraints are the row's own fault; everything else is ours, and ends the run. */
function refusalOf(error: unknown): string | undefined {
  if (error instanceof Problem && error.status < 500) return error.message
  return codeOf(error).startsWith('23')
    ? 'The database refuses the row: it contradicts another.'
    : undefined
}
