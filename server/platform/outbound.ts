import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { labelOf, type OutboundMetrics, outboundMetrics } from './outbound-metrics.ts'
import { call } from './outbound/call.ts'
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

/** One call to somebody else's system. */
export type OutboundRequest = {
  /**
   * Whose system: calls to one target share a breaker, a bulkhead and a rate budget. What stands
   * before a `/` is the kind, such as `shopify/4711`: metrics and limits go by it.
   */
  target: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** For the whole call, with its waits and repeats. */
  timeLimitMs?: number
  /** May be sent again: reads, and writes that carry a key of their own. */
  repeatable?: boolean
  /** The address was typed by a user: it must not lead into a private network. */
  typedByUser?: boolean
  /** A person waits for it and wants the reason: goes past an open breaker, and closes it. */
  byPerson?: boolean
}

export type OutboundReply = {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Uint8Array
}

/**
 * Throws `OutboundFailure` with `reached: 'no'` when the other side certainly did nothing, and
 * `reached: 'unknown'` when it may have: then it must be looked up, not sent again.
 */
export type Outbound = {
  request(request: OutboundRequest): Promise<OutboundReply>
  /** Sets what one target, or one kind of targets, can bear. Saying the same again is harmless. */
  limit(target: string, limits: TargetLimits): void
  /** Why an address typed by a user would not be called; for refusing it when it is typed. */
  refusalOf(url: string): string | undefined
  /** The exceptions from the guard, as `host:port`; may change while running. */
  setAllowPrivate(hostsAndPorts: string[]): void
  /** One more, whatever the configuration says: what this program has started itself. */
  allowOwn(hostAndPort: string): void
  state(): TargetState[]
  close(): Promise<void>
}

/** So long a person waits who has pressed a button. */
const PATIENCE_MS = 15_000

/** The same calls for a person who has just mended something and asks whether it helped. */
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

/** What every call gets, however it ends: a span, a count, a duration, and a line if it failed. */
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
  const late = new SendFailure('timeout', 'no reply within the time limit')
  const timer = setTimeout(() => controller.abort(late), timeLimitMs)
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

/** Host and method only: paths, queries and headers of others often hold what opens doors. */
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

/** No compression: a reply's limit of size then means what it says. */
const headersOf = (span: Span) => ({
  'user-agent': 'penstock',
  'accept-encoding': 'identity',
  traceparent: span.traceparent,
})

const lowerCased = (headers: Record<string, string> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
