import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import * as stores from '#stores'

/** Keeps why a store cannot be asked, or that it can again (`null`), and tells when that is news. */
export async function noteTrouble(
  ctx: Ctx,
  storeId: string,
  trouble: string | null,
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    if (!(await stores.noteTrouble(tx, ctx.orgId, { storeId, trouble }))) return
    const type = trouble === null ? 'store.recovered' : 'store.troubled'
    await ctx.emit(tx, {
      type,
      subject: { type: 'store', id: storeId },
      data: { storeId, trouble },
    })
  })
}
