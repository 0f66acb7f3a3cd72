import { sql } from 'kysely'
import type { Tx } from '#platform/database.ts'

/**
 * Whether the store has sold anything. No order of any store lands before the transaction ends, so
 * that the answer stays true.
 */
export async function hasSold(tx: Tx, orgId: string, storeId: string): Promise<boolean> {
  await sql`lock table orders, channel_orders in share row exclusive mode`.execute(tx)
  const { rows } = await sql<{ has: boolean }>`
    select exists (select from orders where org_id = ${orgId} and store_id = ${storeId}) as has
  `.execute(tx)
  return rows[0]!.has
}
