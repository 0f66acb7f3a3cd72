import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { conclude, takeLevels } from '../post.ts'
import { listOverlooked } from './store.ts'

const SKUS_PER_PAGE = 200

/**
 * Pieces are handed over when they become free. Orders that were missed, such as those that an
 * older release took during an update, are found here and need not wait for the next movement.
 */
export async function serveOverlooked(ctx: Ctx, signal: AbortSignal): Promise<void> {
  for (let after = ''; ;) {
    signal.throwIfAborted()
    const page = { after, limit: SKUS_PER_PAGE }
    const skus = await listOverlooked(ctx.db, ctx.orgId, page)
    if (skus.length === 0) return
    await inTransaction(ctx.db, async (tx) => {
      const levels = await takeLevels(ctx, tx, skus)
      await conclude(ctx, tx, levels, levels)
    })
    if (skus.length < SKUS_PER_PAGE) return
    after = skus.at(-1)!
  }
}
