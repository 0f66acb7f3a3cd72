import {
  type BulkheadPolicy,
  CircuitState,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  DelegateBackoff,
  type IHalfOpenAfterBackoffContext,
  bulkhead,
  circuitBreaker,
  handleWhen,
} from 'cockatiel'
import { type Gate, type RateBudget, createGate } from './gate.ts'
import { SendFailure } from './send.ts'

/** The limits that an adapter may set for its target. */
export type TargetLimits = Partial<RateBudget> & {
  /** How many calls may be under way at once. */
  inFlightMax?: number
  /** How many calls may wait for a place; further ones fail at once. */
  waitingMax?: number
  /** How long one attempt may take. The whole call has the time limit of the request. */
  attemptTimeLimitMs?: number
  attemptsMax?: number
  /**
   * The number of failures in a row that open the breaker, and how long it stays open the first
   * time.
   */
  failuresMax?: number
  openMs?: number
  replyMaxBytes?: number
}

const STANDARD = {
  inFlightMax: 20,
  waitingMax: 200,
  attemptTimeLimitMs: 10_000,
  attemptsMax: 3,
  failuresMax: 5,
  openMs: 5_000,
  replyMaxBytes: 10 * 1_048_576,
}
const OPEN_MAX_MS = 60_000

export type Target = {
  readonly name: string
  readonly limits: typeof STANDARD
  readonly gate: Gate
  readonly slots: BulkheadPolicy
  readonly breaker: CircuitBreakerPolicy
  /** The time, by `performance.now()`, at which the breaker lets the next probe through. */
  opensAgainAt: number
  failuresInARow(): number
  /** Closes the breaker, as the target has proved to be well again. */
  heal(): void
  inFlight: number
  lastFailure: { at: Date; reason: string } | null
  lastUsedAt: number
}

export function createTarget(name: string, given: TargetLimits): Target {
  const limits = { ...STANDARD, ...given }
  const gate = createGate()
  const { perSecond, burst = perSecond } = given
  if (perSecond && burst) gate.setBudget({ perSecond, burst })

  const failures = new ConsecutiveBreaker(limits.failuresMax)
  const stayOpen = new DelegateBackoff<IHalfOpenAfterBackoffContext>(({ attempt }) => {
    const openMs = Math.min(limits.openMs * 2 ** (attempt - 1), OPEN_MAX_MS)
    target.opensAgainAt = performance.now() + openMs
    return openMs
  })
  const policy = handleWhen(isFailureOfTheirs).orWhenResult(isFailedReply)
  const target: Target = {
    name,
    limits,
    gate,
    slots: bulkhead(limits.inFlightMax, limits.waitingMax),
    breaker: circuitBreaker(policy, { halfOpenAfter: stayOpen, breaker: failures }),
    opensAgainAt: 0,
    failuresInARow: () => failures.state,
    heal() {
      failures.success()
      target.breaker.isolate().dispose()
    },
    inFlight: 0,
    lastFailure: null,
    lastUsedAt: performance.now(),
  }
  return target
}

/** Only errors that show a fault of the other side may open its breaker. */
const isFailureOfTheirs = (error: unknown): boolean =>
  error instanceof SendFailure &&
  (error.reason === 'unreachable' ||
    error.reason === 'timeout' ||
    error.reason === 'connection_lost')

const isFailedReply = (reply: unknown): boolean => (reply as { status: number }).status >= 500

export function breakerOf(target: Target): 'closed' | 'open' | 'half_open' {
  switch (target.breaker.state) {
    case CircuitState.Closed:
      return 'closed'
    case CircuitState.HalfOpen:
      return 'half_open'
    case CircuitState.Open:
    case CircuitState.Isolated:
      return 'open'
  }
}
