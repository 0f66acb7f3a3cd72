import type pg from 'pg'
import type { Db } from '#platform/database.ts'

/**
 * The history of each order that a test has made gives the order as it stands: looked at when the
 * world of the test ends, so that no test has to think of it and none is left out.
 */
export async function expectHistoriesToGiveTheOrders(db: Db, pool: pg.Pool): Promise<void> {
  const orgs = await pool.query<{ org_id: string }>('select distinct org_id from orders')
  if (orgs.rows.length === 0) return
  const { orderChecks } = await import('#orders')
  const check = orderChecks.find(({ name }) => name === 'orders.history_gives_the_row')!
  for (const { org_id: orgId } of orgs.rows) {
    const [finding] = await check.find(db, { orgId, since: null })
    if (finding) throw new Error(`Order ${finding.subject}: ${finding.detail}.`)
  }
}
