import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'

export type ProductEvent =
  | 'product.created'
  | 'product.changed'
  | 'product.published'
  | 'product.archived'

/** History and audit log, in the transaction of the change. Call it last: see `audit.record`. */
export async function tell(
  ctx: Ctx,
  tx: Tx,
  type: ProductEvent,
  data: { productId: string; version: number; skus?: string[]; before?: object; after?: object },
): Promise<void> {
  const subject = { type: 'product', id: data.productId }
  await ctx.emit(tx, { type, subject, data })
  const { skus, before, after } = data
  await audit.record(ctx, tx, {
    ...{ action: type, subject },
    before: before && { ...(skus && { skus }), ...before },
    after: after && { ...(skus && { skus }), ...after },
  })
}
