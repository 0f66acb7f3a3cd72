import type { Ctx } from '#platform/context.ts'
import { constraintOf } from '#platform/database-errors.ts'
import { CatalogProblem } from './problems.ts'
import { findTaken } from './variants/store.ts'

/** Whether it was this constraint of the database that said no. */
export const isRefusedBy = (error: unknown, constraint: string): boolean =>
  constraintOf(error) === constraint

export type Wanted = { sku: string; barcode?: string | null | undefined }

/** The database decides who was first; then it is looked up whose SKU or barcode it is. */
export async function refuseTaken<T>(
  ctx: Ctx,
  wanted: Wanted[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const isSku = isRefusedBy(error, 'variants_pkey')
    if (!isSku && !isRefusedBy(error, 'a_barcode_is_one_variant')) throw error
    const taken = await findTaken(ctx.db, ctx.orgId, {
      skus: wanted.map(({ sku }) => sku),
      barcodes: wanted.flatMap(({ barcode }) => barcode ?? []),
    })
    throw isSku
      ? CatalogProblem.sku_taken({ skus: taken.skus })
      : CatalogProblem.barcode_taken({ barcodes: taken.barcodes })
  }
}
