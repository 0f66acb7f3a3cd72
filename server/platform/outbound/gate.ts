import { setTimeout as sleep } from 'node:timers/promises'

export type RateBudget = { perSecond: number; burst: number }

export type Gate = {
  setBudget(budget: RateBudget | undefined): void
  /** Sends nothing for this time, because the other side asked for it. */
  pause(ms: number): void
  /** The time until the pause ends; 0 when there is none. */
  pausedMs(): number
  /**
   * Waits for the end of a pause and for a place in the rate budget. When that would take longer
   * than until `deadline`, it does not wait and says when there would be a place.
   */
  pass(deadline: number, signal: AbortSignal): Promise<{ passed: true } | Closed>
  readonly waiting: number
}

type Closed = { passed: false; why: 'asked_to_wait' | 'rate_budget'; retryAfterMs: number }

/**
 * Holds back calls to one target. All times are of `performance.now()`, which a change of the clock
 * does not affect.
 */
export function createGate(): Gate {
  let budget: RateBudget | undefined
  let pausedUntil = 0
  // A token bucket, stored as the moment at which it was empty. Taking a token is then an addition,
  // and callers are served in the order in which they ask.
  let emptyAt = 0
  let waiting = 0

  const slotAt = (now: number): number => {
    if (!budget) return now
    const tokenMs = 1_000 / budget.perSecond
    return Math.max(emptyAt, now - budget.burst * tokenMs) + tokenMs
  }

  return {
    setBudget(next) {
      budget = next
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, performance.now() + ms)
    },
    pausedMs: () => Math.max(0, pausedUntil - performance.now()),
    async pass(deadline, signal) {
      const now = performance.now()
      if (pausedUntil > deadline) {
        return { passed: false, why: 'asked_to_wait', retryAfterMs: pausedUntil - now }
      }
      const slot = slotAt(now)
      if (slot > deadline) return { passed: false, why: 'rate_budget', retryAfterMs: slot - now }
      if (budget) emptyAt = slot
      waiting++
      try {
        await until(slot, signal)
        // While a caller waits for the end of a pause, it may become longer, or a new one may
        // begin.
        while (pausedUntil > performance.now() && pausedUntil <= deadline) {
          await until(pausedUntil, signal)
        }
      } finally {
        waiting--
      }
      const pausedMs = Math.max(0, pausedUntil - performance.now())
      if (pausedMs > 0) return { passed: false, why: 'asked_to_wait', retryAfterMs: pausedMs }
      return { passed: true }
    },
    get waiting() {
      return waiting
    },
  }
}

/** Timers may fire a little too early, and the limit must still be kept. */
async function until(at: number, signal: AbortSignal): Promise<void> {
  for (let left = at - performance.now(); left > 0; left = at - performance.now()) {
    await sleep(Math.ceil(left), undefined, { signal })
  }
}
