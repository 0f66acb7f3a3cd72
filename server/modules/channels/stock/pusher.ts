import type { Runtime } from '#platform/context.ts'
import { scoped } from '#platform/events.ts'
import { followHistory } from '#platform/follow-history.ts'
import { every } from '#platform/jobs-runtime/every.ts'
import { stockFollower } from './follow-stock.ts'
import { pushStock } from './push-stock.ts'
import { type DueStore, listDue } from './store.ts'

const LOOK_MS = 150

/**
 * Keeps the numbers on all platforms right. Each store is worked on by itself, so one that is slow
 * delays no other; within a store, one call after the other.
 */
export function followStock(runtime: Runtime): { stop(): Promise<void> } {
  const working = new Map<string, Promise<void>>()
  const look = async () => {
    for (const due of await listDue(runtime.db, runtime.clock.now())) {
      if (working.has(due.storeId)) continue
      const work = workOn(runtime, due).finally(() => working.delete(due.storeId))
      working.set(due.storeId, work)
    }
  }
  const looking = every(LOOK_MS, 'stock_push', runtime.log, look)
  const following = followHistory(runtime, stockFollower(runtime))
  return {
    async stop() {
      await Promise.all([following.stop(), looking.stop()])
      await Promise.all(working.values())
    },
  }
}

const ACTOR = { type: 'system', id: null, name: 'stock push' } as const

async function workOn(runtime: Runtime, { orgId, storeId }: DueStore): Promise<void> {
  try {
    await pushStock(scoped(runtime, { orgId, actor: ACTOR }), storeId)
  } catch (error) {
    // A bug of one adapter: what it had claimed is tried again, and the others go on.
    runtime.log.error({ err: error, storeId }, 'stock_push.failed')
  }
}
