import { setTimeout as sleep } from 'node:timers/promises'

export type RateBudget = { perSecond: number; burst: number }

export type Gate = {
  setBudget(budget: RateBudget | undefined): void
  /** Nothing is sent for so long: the other side asked for it. */
  pause(ms: number): void
  /** Zero when nothing stands in the way. */
  pausedMs(): number
  /**
   * Waits for the end of a pause and for a place in the budget. When that cannot be before
   * `deadline` it waits for nothing, and says at once when there would be a place.
   */
  pass(deadline: number, signal: AbortSignal): Promise<{ passed: true } | Closed>
  readonly waiting: number
}

type Closed = { passed: false; why: 'asked_to_wait' | 'rate_budget'; retryAfterMs: number }

/** All times are of `performance.now()`, which no change of the wall clock moves. */
export function createGate(): Gate {
  let budget: RateBudget | undefined
  let pausedUntil = 0
  // A bucket of tokens, kept as the moment at which it was empty: a place in it is an addition,
  // and places are given in the order of asking.
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
        // A pause may begin, or become longer, while somebody waits for it to end.
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

/** Timers may ring a little early, and a limit is a limit. */
async function until(at: number, signal: AbortSignal): Promise<void> {
  for (let left = at - performance.now(); left > 0; left = at - performance.now()) {
    await sleep(Math.ceil(left), undefined, { signal })
  }
}
