import { knownSkus } from '#catalog'
import type { Db } from '#platform/database.ts'
import { StockProblem } from './problems.ts'

/** A SKU may never have been counted, but the catalog must have it. */
export async function requireSku(db: Db, orgId: string, sku: string): Promise<void> {
  if (!(await knownSkus(db, orgId, [sku])).has(sku)) throw StockProblem.sku_not_found()
}
