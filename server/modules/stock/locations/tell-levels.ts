import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { sellable } from '../allocate.ts'
import { stockEvents } from '../events.ts'
import { type LevelPosition, listLevels } from '../levels/store.ts'
import { levelKey } from '../moves.ts'
import { conclude, takeLevels } from '../post.ts'

const LEVELS_PER_PAGE = 200

/**
 * A place was opened or closed, so another number can be sold of all that lies there: each SKU is
 * told about as if it had been moved. Says what is so now, so it may run late, or twice.
 */
export async function tellLevels(
  ctx: Ctx,
  locationId: string,
  signal?: AbortSignal,
): Promise<void> {
  for (let after: LevelPosition | undefined; ;) {
    signal?.throwIfAborted()
    const page = { after, limit: LEVELS_PER_PAGE }
    const levels = await listLevels(ctx.db, ctx.orgId, { locationId }, page)
    const skus = levels.map(({ sku }) => sku)
    // A transaction for each page, so that nobody who sells waits for all of them.
    await inTransaction(ctx.db, (tx) => tellPage(ctx, tx, locationId, skus))
    if (levels.length < LEVELS_PER_PAGE) return
    after = levels.at(-1)
  }
}

async function tellPage(ctx: Ctx, tx: Tx, locationId: string, skus: string[]): Promise<void> {
  const before = await takeLevels(ctx, tx, skus)
  // Who waits is served here, and with it a part of the limit becomes free where they have waited.
  const levels = await conclude(ctx, tx, before, before)
  const told = skus.flatMap((sku) => {
    const level = levels.get(levelKey(sku, locationId))!
    // Where there is nothing to sell, an open place and a closed one are the same.
    if (sellable({ ...level, active: true }) === 0) return []
    return [stockEvents.changed(level), ...(level.active ? [stockEvents.arrived(level)] : [])]
  })
  await ctx.emit(tx, ...told)
}
