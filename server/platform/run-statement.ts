import { CompiledQuery } from 'kysely'
import type { Db } from './database.ts'
import type { Statement } from './lane.ts'

/** Runs a statement that was written for a lane on an ordinary connection. */
export async function runStatement<Row>(db: Db, { text, values }: Statement): Promise<Row[]> {
  const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(text, values))
  return rows
}
