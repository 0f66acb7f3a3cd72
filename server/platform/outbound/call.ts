import {
  BrokenCircuitError,
  BulkheadRejectedError,
  ExponentialBackoff,
  TimeoutStrategy,
  handleWhen,
  retry,
  timeout,
} from 'cockatiel'
import { OutboundFailure, type FailureReason } from './failure.ts'
import { sendFollowing } from './redirects.ts'
import { retryAfterMs } from './retry-after.ts'
import { type Message, type Reply, SendFailure, type Sender, TOO_LATE } from './send.ts'
import type { Target } from './target.ts'

type Parts = {
  sender: Sender
  target: Target
  message: Omit<Message, 'onSent'>
  repeatable: boolean
  byPerson: boolean
  timeLimitMs: number
  refusalOf: (url: string) => string | undefined
  onRepeat: () => void
  /** Aborted at the time limit of the call, or when the process stops. */
  signal: AbortSignal
}

const FIRST_PAUSE_MS = 200
const PAUSE_MAX_MS = 5_000

/**
 * Makes one call, with its retries. Gives a reply of any status, or throws an `OutboundFailure`.
 */
export async function call(parts: Parts): Promise<Reply> {
  const { target, signal, repeatable, onRepeat } = parts
  const deadline = performance.now() + parts.timeLimitMs
  const doubt = { is: false }
  const worthRepeating = (outcome: unknown) =>
    mayBeRepeated(outcome) && performance.now() + target.gate.pausedMs() < deadline
  const again = retry(handleWhen(worthRepeating).orWhenResult(worthRepeating), {
    maxAttempts: repeatable ? target.limits.attemptsMax - 1 : 0,
    backoff: new ExponentialBackoff({ initialDelay: FIRST_PAUSE_MS, maxDelay: PAUSE_MAX_MS }),
  })
  again.onRetry(onRepeat)
  try {
    // The queue and the pauses between attempts do not watch the signal, so it is raced against
    // them.
    return await Promise.race([again.execute(() => attempt(parts, deadline, doubt)), ends(signal)])
  } catch (error) {
    throw failureOf(signal.aborted ? signal.reason : error, target, doubt.is)
  }
}

/**
 * One attempt: first the bulkhead, then the gate, then the breaker, so that a call that has waited
 * long is judged by the latest state.
 */
async function attempt(parts: Parts, deadline: number, doubt: { is: boolean }): Promise<Reply> {
  const { target, signal } = parts
  return target.slots.execute(async () => {
    // The clock of a busy process may be past the limit before its timer was heard.
    if (performance.now() >= deadline) throw tooLate()
    if (parts.byPerson) return sendNow(parts, deadline, doubt)
    const pass = await target.gate.pass(deadline, signal)
    if (!pass.passed) throw heldBack(target, pass.why, pass.retryAfterMs)
    return target.breaker.execute(() => send(parts, deadline, doubt), signal)
  }, signal)
}

/**
 * Sends although the breaker may be open. The answer is fresh information, and a good one closes
 * the breaker at once.
 */
async function sendNow(parts: Parts, deadline: number, doubt: { is: boolean }): Promise<Reply> {
  const reply = await send(parts, deadline, doubt)
  if (reply.status < 500) parts.target.heal()
  return reply
}

async function send(parts: Parts, deadline: number, doubt: { is: boolean }): Promise<Reply> {
  const { target, sender, message, signal, refusalOf } = parts
  // While this call waited, the probe of a half-open breaker may have been told to stay away.
  const pausedMs = parts.byPerson ? 0 : target.gate.pausedMs()
  if (pausedMs > 0) throw heldBack(target, 'asked_to_wait', pausedMs)
  const leftMs = Math.max(1, deadline - performance.now())
  const limit = timeout(
    Math.min(target.limits.attemptTimeLimitMs, leftMs),
    TimeoutStrategy.Cooperative,
  )
  const before = doubt.is
  const watched = { ...message, onSent: () => (doubt.is = true) }
  target.inFlight++
  try {
    const reply = await limit.execute(
      (_context, limited) => sendFollowing(sender, watched, limited, refusalOf),
      signal,
    )
    // A clear answer removes the doubt that this attempt had raised; a server error does not.
    if (reply.status < 500) doubt.is = before
    obey(target, reply)
    return reply
  } finally {
    target.inFlight--
  }
}

function obey(target: Target, { status, headers }: Reply): void {
  if (status !== 429 && status !== 503) return
  const pauseMs = retryAfterMs(headers['retry-after'], new Date())
  if (pauseMs) target.gate.pause(pauseMs)
}

const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504])
const PASSING_FAILURES: ReadonlySet<FailureReason> = new Set([
  'unreachable',
  'timeout',
  'connection_lost',
])

function mayBeRepeated(outcome: unknown): boolean {
  if (outcome instanceof SendFailure) return PASSING_FAILURES.has(outcome.reason)
  return !(outcome instanceof Error) && PASSING.has((outcome as Reply).status)
}

export const tooLate = (): SendFailure => new SendFailure(...TOO_LATE)

/** Rejects when the signal is aborted. */
function ends(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason as Error)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
}

const heldBack = (target: Target, reason: 'asked_to_wait' | 'rate_budget', waitMs: number) =>
  new OutboundFailure({
    target: target.name,
    reached: 'no',
    reason,
    message:
      reason === 'rate_budget'
        ? 'the rate budget is used up for longer than the call may take'
        : 'it asked us to stay away for longer than the call may take',
    retryAfterS: secondsOf(waitMs),
  })

const secondsOf = (ms: number) => Math.max(1, Math.ceil(ms / 1_000))

/**
 * Turns an error into an `OutboundFailure`. `doubt`: at least one attempt may have had an effect,
 * whatever became of the last one.
 */
function failureOf(error: unknown, target: Target, doubt: boolean): unknown {
  const reached = doubt ? 'unknown' : 'no'
  const base = { target: target.name, reached, cause: error } as const
  if (error instanceof SendFailure) {
    return new OutboundFailure({ ...base, reason: error.reason, message: error.message })
  }
  if (error instanceof BrokenCircuitError) {
    return new OutboundFailure({
      ...base,
      reason: 'breaker_open',
      message: 'it failed too often, so it is left alone for a while',
      retryAfterS: secondsOf(target.opensAgainAt - performance.now()),
    })
  }
  if (error instanceof BulkheadRejectedError) {
    return new OutboundFailure({
      ...base,
      reason: 'too_many_waiting',
      message: 'too many calls wait for it already',
      retryAfterS: 1,
    })
  }
  if (error instanceof OutboundFailure && doubt) {
    const { reason, retryAfterS } = error
    const message = error.message.slice(target.name.length + 2)
    return new OutboundFailure({ ...base, reason, message, ...(retryAfterS && { retryAfterS }) })
  }
  return error
}
