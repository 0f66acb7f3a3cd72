import type { Ctx, Runtime } from '#platform/context.ts'
import { scoped } from '#platform/events.ts'
import type { LandParts } from '../land/land-order.ts'
import { POLL_STORE } from './poll-store.ts'
import { syncStore } from './sync-store.ts'

/** A person waits for it. */
const PATIENCE_MS = 60_000

/**
 * Takes in what a store has sold up to now, as its poll does: whoever counts what the store shows
 * must know of every order that has made that number smaller.
 */
export const takeOrders =
  (runtime: Runtime, parts: LandParts) =>
  async ({ orgId }: Ctx, storeId: string): Promise<void> => {
    const ctx = scoped(runtime, {
      orgId,
      actor: { type: 'job', id: POLL_STORE, name: POLL_STORE },
    })
    const signal = AbortSignal.timeout(PATIENCE_MS)
    // With a time it waits for no other one that runs, and is never answered by it.
    await syncStore(parts, ctx, { storeId, since: runtime.clock.now(), signal })
  }
