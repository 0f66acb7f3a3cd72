import { sql } from 'kysely'
import type { Tx } from '#platform/database.ts'

/** All that came from a store. No message of any store is kept until the transaction ends. */
export async function removeMessages(tx: Tx, orgId: string, storeId: string): Promise<void> {
  await sql`lock table messages in share row exclusive mode`.execute(tx)
  for (const table of ['messages', 'store_sync']) {
    await sql`
      delete from ${sql.table(table)} where org_id = ${orgId} and store_id = ${storeId}
    `.execute(tx)
  }
}
