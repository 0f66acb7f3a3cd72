import { listUnmapped } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { findAccount } from '#stores'
import { landAgain, type LandParts } from './land-order.ts'

const PAGE = 100

/** Somebody has said which SKU a listing is: all orders of the store that waited for it go on. */
export async function mapLines(
  parts: LandParts,
  ctx: Ctx,
  storeId: string,
  signal: AbortSignal,
): Promise<void> {
  const account = await findAccount(ctx.db, ctx.orgId, storeId)
  if (!account) return
  for (let after: string | undefined; ;) {
    const page = await listUnmapped(ctx.db, ctx.orgId, { storeId, after, limit: PAGE })
    for (const orderId of page) {
      signal.throwIfAborted()
      await landAgain(parts, ctx, { account, orderId })
    }
    if (page.length < PAGE) return
    after = page.at(-1)
  }
}
