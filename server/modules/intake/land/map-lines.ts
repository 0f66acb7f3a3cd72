import { namedOn } from '#channels'
import { listUnmapped, type Unmapped } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { findAccount, type StoreAccount } from '#stores'
import { landAgain, type LandParts } from './land-order.ts'

const PAGE = 100

/**
 * Reads orders of a store again that wait for a SKU, after somebody has mapped a listing. Only
 * orders with a line whose SKU is known now are read; otherwise each mapping would cost as much as
 * all orders that wait.
 */
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
    for (const orderId of await readyToGoOn(parts, account, page)) {
      signal.throwIfAborted()
      await landAgain(parts, ctx, { account, orderId })
    }
    if (page.length < PAGE) return
    after = page.at(-1)?.orderId
  }
}

/** Orders with a line whose SKU is known now, or without any line that still lacks one. */
async function readyToGoOn(
  { resolveSkus }: LandParts,
  { orgId, id: storeId, platform }: StoreAccount,
  page: Unmapped[],
): Promise<string[]> {
  const refs = page.flatMap(({ lines }) => lines.map((line) => namedOn(platform, line)))
  const skus = refs.length === 0 ? [] : await resolveSkus({ orgId, storeId, refs })
  let at = 0
  return page.flatMap(({ orderId, lines }) => {
    const found = skus.slice(at, (at += lines.length))
    return lines.length === 0 || found.some((sku) => sku !== null) ? [orderId] : []
  })
}
