import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { stockEvents } from '../events.ts'
import { lockFlipped, markLow } from './store.ts'

/**
 * Tells of each level that has fallen to its threshold, once until there is enough again. Without
 * SKUs it looks at all that nobody has noticed yet, such as what the engine has sold.
 */
export async function watchLevels(ctx: Ctx, tx: Tx, skus?: string[]): Promise<void> {
  const flipped = await lockFlipped(tx, ctx.orgId, skus)
  if (flipped.length === 0) return
  await markLow(tx, ctx.orgId, flipped, ctx.clock.now())
  const low = flipped.filter(({ isLow }) => isLow)
  await ctx.emit(tx, ...low.map(({ isLow: _isLow, ...level }) => stockEvents.ranLow(level)))
}
