import { knownSkus } from '#catalog'
import type { Db } from '#platform/database.ts'
import { StockProblem } from './problems.ts'

/** What was never counted is nothing wrong; what the catalog does not have is. */
export async function requireSku(db: Db, orgId: string, sku: string): Promise<void> {
  if (!(await knownSkus(db, orgId, [sku])).has(sku)) throw StockProblem.sku_not_found()
}
