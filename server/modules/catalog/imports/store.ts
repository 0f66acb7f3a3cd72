import { sql } from 'kysely'
import type { Actor } from '#platform/context.ts'
import type { Db, Tx } from '#platform/database.ts'
import { tables } from '../tables.ts'

export type Import = {
  id: string
  state: 'receiving' | 'running' | 'done'
  actor: Actor
  header: string[]
  createdAt: Date
  /** How many records of the file have their result. */
  records: number
  imported: number
  updated: number
  unchanged: number
  failed: number
}

export type Failure = { line: number; reason: string; cells: string[] }

const imports = (db: Db, orgId: string, id: string) =>
  tables(db)
    .selectFrom('product_imports')
    .select(['id', 'state', 'actor', 'header', 'created_at as createdAt', 'records'])
    .select(['imported', 'updated', 'unchanged', 'failed'])
    .$narrowType<{ actor: Actor }>()
    .where('org_id', '=', orgId)
    .where('id', '=', id)

export const findImport = (db: Db, orgId: string, id: string): Promise<Import | undefined> =>
  imports(db, orgId, id).executeTakeFirst()

export const lockImport = (tx: Tx, orgId: string, id: string): Promise<Import | undefined> =>
  imports(tx, orgId, id).forUpdate().executeTakeFirst()

export async function insertImport(
  db: Db,
  orgId: string,
  { id, actor, now }: { id: string; actor: Actor; now: Date },
): Promise<void> {
  await sql`
    insert into product_imports (org_id, id, actor, created_at)
    values (${orgId}, ${id}, ${JSON.stringify(actor)}, ${now})
  `.execute(db)
}

export async function insertChunk(
  db: Db,
  orgId: string,
  chunk: { importId: string; position: number; bytes: Buffer },
): Promise<void> {
  const { importId, position, bytes } = chunk
  await tables(db)
    .insertInto('product_import_chunks')
    .values({ org_id: orgId, import_id: importId, position, bytes })
    .execute()
}

export async function findChunk(
  db: Db,
  orgId: string,
  importId: string,
  position: number,
): Promise<Buffer | undefined> {
  const row = await tables(db)
    .selectFrom('product_import_chunks')
    .select('bytes')
    .where('org_id', '=', orgId)
    .where('import_id', '=', importId)
    .where('position', '=', position)
    .executeTakeFirst()
  return row?.bytes
}

/** The file has arrived whole. */
export async function startImport(
  tx: Tx,
  orgId: string,
  { id, header }: { id: string; header: string[] },
): Promise<void> {
  await tables(tx)
    .updateTable('product_imports')
    .set({ state: 'running', header: JSON.stringify(header) })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .execute()
}

export async function addResults(
  tx: Tx,
  orgId: string,
  id: string,
  counts: Pick<Import, 'imported' | 'updated' | 'unchanged' | 'failed'>,
): Promise<void> {
  const { imported, updated, unchanged, failed } = counts
  const records = imported + updated + unchanged + failed
  await sql`
    update product_imports set records = records + ${records}, imported = imported + ${imported},
      updated = updated + ${updated}, unchanged = unchanged + ${unchanged},
      failed = failed + ${failed}
    where org_id = ${orgId} and id = ${id}
  `.execute(tx)
}

export async function insertFailures(
  tx: Tx,
  orgId: string,
  importId: string,
  failures: Failure[],
): Promise<void> {
  const rows = failures.map(({ line, reason, cells }) => {
    return { line, reason: storable(reason), cells: cells.map(storable) }
  })
  await sql`
    insert into product_import_failures (org_id, import_id, line, reason, cells)
    select ${orgId}, ${importId}, w.line, w.reason, w.cells
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as w (line integer, reason text, cells jsonb)
  `.execute(tx)
}

/** Whoever mends the file sees that something stood there. */
const storable = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed()

/** In the order of the file, continued after a line. */
export const listFailures = (
  db: Db,
  orgId: string,
  importId: string,
  page: { afterLine: number; limit: number },
): Promise<Failure[]> =>
  tables(db)
    .selectFrom('product_import_failures')
    .select(['line', 'reason', 'cells'])
    .where('org_id', '=', orgId)
    .where('import_id', '=', importId)
    .where('line', '>', page.afterLine)
    .orderBy('line')
    .limit(page.limit)
    .execute()

/** What became of it stays; the file itself is no longer needed. */
export async function finishImport(tx: Tx, orgId: string, id: string, now: Date): Promise<void> {
  await sql`
    update product_imports set state = 'done', finished_at = ${now}
    where org_id = ${orgId} and id = ${id}
  `.execute(tx)
  await sql`
    delete from product_import_chunks where org_id = ${orgId} and import_id = ${id}
  `.execute(tx)
}

export async function deleteImport(db: Db, orgId: string, id: string): Promise<void> {
  await sql`delete from product_imports where org_id = ${orgId} and id = ${id}`.execute(db)
}

/** Of all orgs: what nobody will look at again, and files that never arrived whole. */
export async function deleteOldImports(
  db: Db,
  before: { any: Date; receiving: Date },
): Promise<void> {
  await sql`
    /* across orgs */ delete from product_imports
    where created_at < ${before.any} or (state = 'receiving' and created_at < ${before.receiving})
  `.execute(db)
}
