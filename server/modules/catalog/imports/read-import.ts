import type { Ctx } from '#platform/context.ts'
import type { ImportView } from '../contract.ts'
import { CatalogProblem } from '../problems.ts'
import { FAILURE_COLUMN } from './rows/columns.ts'
import { findImport, listFailures } from './store.ts'

const PAGE_ROWS = 1_000
const FIRST = { afterLine: 0, limit: 5 }

export async function getImport({ db, orgId }: Ctx, importId: string): Promise<ImportView> {
  const found = await findImport(db, orgId, importId)
  if (!found) throw CatalogProblem.import_not_found()
  const { id, state, imported, updated, unchanged, failed } = found
  const failures = failed === 0 ? null : `/api/v1/products/imports/${id}/failures.csv`
  const first = failed === 0 ? [] : await listFailures(db, orgId, id, FIRST)
  const firstFailures = first.map(({ line, reason }) => ({ line, reason }))
  return { id, state, imported, updated, unchanged, failed, failures, firstFailures }
}

/** The failed rows of the file, each after its reason, to be mended and sent again. */
export async function* failuresOf(ctx: Ctx, importId: string): AsyncGenerator<string[][]> {
  const found = await findImport(ctx.db, ctx.orgId, importId)
  if (!found) return
  const known = found.header.indexOf(FAILURE_COLUMN)
  const withoutReason = (cells: string[]) => cells.filter((_, index) => index !== known)
  yield [[FAILURE_COLUMN, ...withoutReason(found.header)]]
  for (let afterLine = 0; ;) {
    const rows = await listFailures(ctx.db, ctx.orgId, importId, { afterLine, limit: PAGE_ROWS })
    yield rows.map(({ line, reason, cells }) => [
      `line ${line}: ${reason}`,
      ...withoutReason(cells),
    ])
    if (rows.length < PAGE_ROWS) return
    afterLine = rows.at(-1)!.line
  }
}
