import { expect, vi } from 'vitest'
import { followOnce } from '#platform/follow-history.ts'
import type { Scene } from '#tests/scene.ts'
import { searchFollower } from '../../server/modules/orders/lists/search-index/follow-orders.ts'

/** As the worker does; transactions of other tests on the same server may hold it up. */
export const followSearch = (world: Pick<Scene, 'runtime' | 'rows'>): Promise<void> =>
  vi.waitFor(async () => {
    await followOnce(world.runtime.db, searchFollower(world.runtime.db))
    const [left] = await world.rows<{ count: number }>(
      `/* across orgs */ select count(*)::int as count from history h, dispatch_positions p
       where p.name = 'order_search' and (h.xid, h.id) > (p.xid, p.id)`,
    )
    expect(left!.count).toBe(0)
  }, WAIT)

const WAIT = { timeout: 50_000, interval: 10 }
