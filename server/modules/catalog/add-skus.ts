import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import type { Price } from './contract.ts'
import { applyPlan } from './imports/rows/apply-plan.ts'
import type { ImportRow } from './imports/rows/columns.ts'
import { loadKnown } from './imports/rows/load-known.ts'
import { planRows } from './imports/rows/plan.ts'

export type NewSku = {
  sku: string
  /** An existing product, or the id for one that is to be made. */
  productId: string
  /** The name of a product that is to be made, as a draft; null for an existing one. */
  productName: string | null
  name: string
  barcode: string | null
  price: Price | null
}

/**
 * Adds many SKUs in the transaction of the caller, who must have called `takeCatalogTurn` in it.
 * SKUs that exist already stay as they are, and a barcode that another SKU has is left out.
 */
export async function addSkus(ctx: Ctx, tx: Tx, wanted: NewSku[]): Promise<void> {
  if (wanted.length === 0) return
  const rows = wanted.map(rowOf)
  const known = await loadKnown(tx, ctx.orgId, rows, new Map())
  const fresh = rows.flatMap((row) => {
    if (known.variants.has(row.sku)) return []
    const isTaken = row.barcode !== undefined && known.skuByBarcode.has(row.barcode)
    return [isTaken ? { ...row, barcode: undefined } : row]
  })
  const plan = planRows(fresh, known, { id: newId, createdAt: ctx.clock.now() })
  const fault = plan.outcomes.find((outcome) => typeof outcome === 'object')
  if (fault) throw new Error(`A SKU that was planned is refused: ${fault.fault}`)
  await applyPlan(ctx, tx, plan)
}

const rowOf = ({ sku, productId, productName, name, barcode, price }: NewSku): ImportRow => ({
  ...{ sku, product_id: productId, variant_name: name },
  ...(productName !== null && { name: productName }),
  ...(barcode !== null && { barcode }),
  prices: price === null ? {} : { [price.currency]: price.priceMinor },
})
