import type { Ctx, Runtime } from '#platform/context.ts'
import { scoped } from '#platform/events.ts'
import type { LandParts } from '../land/land-order.ts'
import { POLL_STORE } from './poll-store.ts'
import { syncStore } from './sync-store.ts'

/** A person waits for the answer. */
const PATIENCE_MS = 60_000

/**
 * Takes in all orders that a store has sold up to now, as a poll does. It is needed before stock is
 * counted by what the store shows: each order that is not known yet has made that number smaller.
 */
export const catchUpOrders =
  (runtime: Runtime, parts: LandParts) =>
  async ({ orgId }: Ctx, storeId: string): Promise<void> => {
    const ctx = scoped(runtime, {
      orgId,
      actor: { type: 'job', id: POLL_STORE, name: POLL_STORE },
    })
    const signal = AbortSignal.timeout(PATIENCE_MS)
    // With `since` the sync runs at once, and is not answered by another one that is running.
    await syncStore(parts, ctx, { storeId, since: runtime.clock.now(), signal })
  }
