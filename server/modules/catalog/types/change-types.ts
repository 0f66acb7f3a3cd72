import { isDeepStrictEqual } from 'node:util'
import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { CatalogProblem } from '../problems.ts'
import { isRefusedBy } from '../refusals.ts'
import { deleteType, findType, type ProductType, saveType } from './store.ts'

/** Products that exist keep their attributes; they are checked when they are next changed. */
export async function keepType(ctx: Ctx, type: ProductType): Promise<ProductType> {
  return inTransaction(ctx.db, async (tx) => {
    const before = await findType(tx, ctx.orgId, type.name)
    if (isDeepStrictEqual(before, type)) return type
    await saveType(tx, ctx.orgId, type)
    await audit.record(ctx, tx, {
      action: 'product_type.changed',
      subject: { type: 'product_type', id: type.name },
      before: before?.attributes,
      after: type.attributes,
    })
    return type
  })
}

export async function removeType(ctx: Ctx, name: string): Promise<void> {
  try {
    await inTransaction(ctx.db, async (tx) => {
      const before = await findType(tx, ctx.orgId, name)
      if (!before) throw CatalogProblem.type_not_found()
      await deleteType(tx, ctx.orgId, name)
      const subject = { type: 'product_type', id: name }
      await audit.record(ctx, tx, {
        action: 'product_type.removed',
        subject,
        before: before.attributes,
      })
    })
  } catch (error) {
    if (isRefusedBy(error, 'products_org_id_type_fkey')) throw CatalogProblem.type_in_use()
    throw error
  }
}
