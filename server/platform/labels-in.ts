import { sql } from 'kysely'
import type { Db } from './database.ts'

/**
 * Makes the reader of a table's labels, such as the names of products: by the ids of the rows, in
 * one statement. Rows that are gone have none.
 */
export const labelsIn =
  (table: string, column = 'name') =>
  async (db: Db, orgId: string, ids: readonly string[]): Promise<Map<string, string>> => {
    const { rows } = await sql<{ id: string; label: string }>`
      select id, ${sql.ref(column)} as label from ${sql.table(table)}
      where org_id = ${orgId} and id = any(${ids}::uuid[])
    `.execute(db)
    return new Map(rows.map(({ id, label }) => [id, label]))
  }
