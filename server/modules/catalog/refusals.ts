import type { Ctx } from '#platform/context.ts'
import { constraintOf } from '#platform/database-errors.ts'
import { CatalogProblem } from './problems.ts'
import { findTaken } from './variants/store.ts'

/** Whether the error is the database's refusal by the constraint of this name. */
export const isRefusedBy = (error: unknown, constraint: string): boolean =>
  constraintOf(error) === constraint

export type Wanted = { sku: string; barcode?: string | null | undefined }

/**
 * Does the work, and refuses it with the SKUs or barcodes that others have. Only the constraints of
 * the database decide that, since a look before the work could not see who writes at the same time.
 */
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
