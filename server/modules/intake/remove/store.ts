import { sql } from 'kysely'
import type { Tx } from '#platform/database.ts'

/** Deletes the messages of a store. Until the transaction ends no store can insert any. */
export async function removeMessages(tx: Tx, orgId: string, storeId: string): Promise<void> {
  await sql`lock table messages in share row exclusive mode`.execute(tx)
  for (const table of ['messages', 'store_sync']) {
    await sql`
      delete from ${sql.table(table)} where org_id = ${orgId} and store_id = ${storeId}
    `.execute(tx)
  }
}
