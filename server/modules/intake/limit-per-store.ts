import type { Ctx } from '#platform/context.ts'
import { Postponed } from '#platform/jobs-runtime/postponed.ts'

type Run<Payload> = (ctx: Ctx, payload: Payload, signal: AbortSignal) => Promise<void>

const BACK_AFTER_S = 2
const BACK_AFTER_MAX_S = 60

/**
 * Runs at most `max` jobs of a kind for one store at a time in this process. Further jobs of that
 * store go back to the queue for a while, so that one slow platform does not occupy all workers.
 */
export function limitPerStore<Payload extends { storeId: string }>(
  max: number,
  run: Run<Payload>,
): Run<Payload> {
  const held = new Map<string, { running: number; back: number }>()
  return async (ctx, payload, signal) => {
    const { storeId } = payload
    const own = held.get(storeId) ?? { running: 0, back: 0 }
    if (own.running >= max) {
      // The more jobs have been sent back, the longer they wait, or they would only come in vain.
      const afterS = Math.min(BACK_AFTER_S + Math.floor(own.back++ / max), BACK_AFTER_MAX_S)
      throw new Postponed(afterS, 'Its store has as many places as it may.')
    }
    held.set(storeId, own)
    own.running++
    own.back = Math.max(0, own.back - 1)
    try {
      await run(ctx, payload, signal)
    } finally {
      own.running--
      if (own.running === 0) held.delete(storeId)
    }
  }
}
