import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { labelOf, type OutboundMetrics, outboundMetrics } from './outbound-metrics.ts'
import { call, tooLate } from './outbound/call.ts'
import { OutboundFailure } from './outbound/failure.ts'
import { refusalOf, type Resolve, systemResolve } from './outbound/guard.ts'
import { createSender, SendFailure, type Sender } from './outbound/send.ts'
import {
  createTargets,
  type TargetLimits,
  type TargetState,
  type Targets,
} from './outbound/targets.ts'
import { type Span, withSpan } from './tracing.ts'

export { OutboundFailure, type TargetLimits, type TargetState }

/** A call to another system. */
export type OutboundRequest = {
  /**
   * Names the system that is called. Calls to one target share a circuit breaker, a bulkhead and a
   * rate budget. The part before a `/` is its kind, such as `shopify` in `shopify/4711`; metrics
   * and limits go by the kind.
   */
  target: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** For the whole call, including waits and retries. */
  timeLimitMs?: number
  /** The call may be retried: it only reads, or it carries an idempotency key of its own. */
  repeatable?: boolean
  /** The address was typed by a user, so it must not lead into a private network. */
  typedByUser?: boolean
  /**
   * A person waits for the answer and wants to know the reason of a failure. The call ignores an
   * open breaker, and closes it when it succeeds.
   */
  byPerson?: boolean
}

export type OutboundReply = {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Uint8Array
}

/**
 * Calls other systems. Throws `OutboundFailure` with `reached: 'no'` when the other side has
 * certainly done nothing, and with `reached: 'unknown'` when it may have: the outcome must then be
 * looked up, and the call not sent again.
 */
export type Outbound = {
  request(request: OutboundRequest): Promise<OutboundReply>
  /**
   * Sets the limits of one target, or of one kind of targets. May be called again with the same
   * limits.
   */
  limit(target: string, limits: TargetLimits): void
  /**
   * The reason why an address typed by a user would not be called, to refuse it when it is entered.
   */
  refusalOf(url: string): string | undefined
  /**
   * Sets the exceptions from the ban on private networks, as `host:port`. May change while running.
   */
  setAllowPrivate(hostsAndPorts: string[]): void
  /**
   * Adds an exception, whatever the configuration says, for something that this program has started
   * itself.
   */
  allowOwn(hostAndPort: string): void
  state(): TargetState[]
  close(): Promise<void>
}

/** How long a person who has pressed a button is made to wait. */
const PATIENCE_MS = 15_000

/**
 * The same calls, made for a person who has just corrected something and wants to know whether it
 * works.
 */
export const forPerson = (outbound: Outbound): Outbound => ({
  ...outbound,
  request: ({ timeLimitMs = PATIENCE_MS, ...request }) =>
    outbound.request({
      ...{ ...request, byPerson: true, timeLimitMs: Math.min(timeLimitMs, PATIENCE_MS) },
    }),
})

type Parts = { log: Log; metrics: Metrics; allowPrivate: string[]; resolve?: Resolve }

const TIME_LIMIT_MS = 30_000

export function createOutbound({ log, metrics, allowPrivate, resolve }: Parts): Outbound {
  const own = new Set<string>()
  let allowed: ReadonlySet<string> = new Set(allowPrivate)
  const targets = createTargets()
  const inner: Inner = {
    log,
    targets,
    sender: createSender(() => allowed, resolve ?? systemResolve),
    counted: outboundMetrics(metrics, () => targets.state()),
    refusalOf: (url) => refusalOf(url, allowed),
    calls: new Set(),
    closing: false,
  }
  return {
    request: (request) => watched(inner, request),
    limit: (name, limits) => targets.limit(name, limits),
    refusalOf: inner.refusalOf,
    setAllowPrivate: (list) => {
      allowed = new Set([...list, ...own])
    },
    allowOwn: (host) => {
      own.add(host)
      allowed = new Set([...allowed, host])
    },
    state: () => targets.state(),
    close: async () => {
      inner.closing = true
      const ended = new SendFailure('closing', 'the process is stopping')
      for (const controller of inner.calls) controller.abort(ended)
      await inner.sender.close()
    },
  }
}

type Inner = {
  log: Log
  targets: Targets
  sender: Sender
  counted: OutboundMetrics
  refusalOf: (url: string) => string | undefined
  calls: Set<AbortController>
  closing: boolean
}

/** Wraps every call with a span, metrics, and a log line if it fails. */
async function watched(inner: Inner, request: OutboundRequest): Promise<OutboundReply> {
  const startedAt = performance.now()
  const label = labelOf(request.target)
  const attributes = { 'http.request.method': request.method, 'server.address': hostOf(request) }
  let outcome = 'bug'
  try {
    const work = (span: Span) => limited(inner, request, span)
    const reply = await withSpan(`outbound ${label}`, attributes, undefined, work, 'client')
    outcome = `${Math.floor(reply.status / 100)}xx`
    if (reply.status >= 500) logFailure(inner, request, startedAt, { status: reply.status })
    return reply
  } catch (error) {
    if (!(error instanceof OutboundFailure)) throw error
    outcome = error.reason
    const { reason, reached } = error
    logFailure(inner, request, startedAt, { reason, reached, words: error.message })
    throw error
  } finally {
    inner.counted.calls.inc({ target: label, outcome })
    inner.counted.seconds.observe({ target: label }, (performance.now() - startedAt) / 1_000)
  }
}

async function limited(inner: Inner, request: OutboundRequest, span: Span): Promise<OutboundReply> {
  const { timeLimitMs = TIME_LIMIT_MS, typedByUser = false, byPerson = false } = request
  const target = inner.targets.get(request.target)
  const refusal = typedByUser ? inner.refusalOf(request.url) : undefined
  if (refusal) throw early(request, 'address_refused', `the address ${refusal}`)
  if (inner.closing) throw early(request, 'closing', 'the process is stopping')

  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(tooLate()), timeLimitMs)
  inner.calls.add(controller)
  try {
    return await call({
      sender: inner.sender,
      target,
      message: {
        method: request.method,
        url: new URL(request.url),
        headers: { ...headersOf(span), ...lowerCased(request.headers) },
        body: request.body,
        replyMaxBytes: target.limits.replyMaxBytes,
        guarded: typedByUser,
      },
      ...{ repeatable: request.repeatable ?? false, byPerson, timeLimitMs },
      refusalOf: inner.refusalOf,
      onRepeat: () => inner.counted.repeats.inc({ target: labelOf(request.target) }),
      signal: controller.signal,
    })
  } finally {
    clearTimeout(timer)
    inner.calls.delete(controller)
  }
}

/** Logs only method and host: paths, queries and headers often contain credentials. */
function logFailure(
  inner: Inner,
  request: OutboundRequest,
  startedAt: number,
  how: { status: number } | { reason: string; reached: string; words: string },
): void {
  const { target, method } = request
  const tookMs = Math.round(performance.now() - startedAt)
  const reason = 'status' in how ? `answered ${how.status}` : how.reason
  inner.targets.get(target).lastFailure = { at: new Date(), reason }
  inner.log.warn({ target, method, host: hostOf(request), ...how, tookMs }, 'outbound.failed')
}

const early = (
  { target }: OutboundRequest,
  reason: 'address_refused' | 'closing',
  message: string,
): OutboundFailure => new OutboundFailure({ target, reached: 'no', reason, message })

const hostOf = ({ url }: OutboundRequest): string => URL.parse(url)?.host ?? 'not an address'

/** Replies are not compressed, so that the limit of their size is exact. */
const headersOf = (span: Span) => ({
  'user-agent': 'penstock',
  'accept-encoding': 'identity',
  traceparent: span.traceparent,
})

const lowerCased = (headers: Record<string, string> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
