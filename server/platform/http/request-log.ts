import type { Log } from '../log.ts'
import { writeOwnLine } from '../log.ts'
import type { Flight } from './flights.ts'
import type { HttpMetrics } from './http-metrics.ts'

/** The caller hung up before there was an answer. This status was introduced by nginx. */
const CALLER_GONE = 499

/** Ends a request: records its duration, writes its log line and ends its span. */
export function createLanding(log: Log, metrics: HttpMetrics) {
  return (flight: Flight): void => {
    const { reply, facts, span, fault } = flight
    const ms = performance.now() - flight.startedAt
    const status = reply.raw.headersSent ? reply.statusCode : CALLER_GONE
    metrics.observe(flight, status, ms)
    span.end(fault, { 'http.response.status_code': status })
    // Health checks and static files are frequent and say little.
    if (!facts.isPlain || status >= 400)
      writeOwnLine(log, 'http.request', fieldsOf(flight, status, ms))
    // A bug has already been logged, with its stack.
    if (fault instanceof Error && status !== 500) {
      log.warn({ requestId: flight.request.id, words: fault.message }, 'http.unavailable')
    }
  }
}

/**
 * Never contains the query, a header or the body. The values that are not escaped have been
 * checked: the request id is ours or matches REQUEST_ID, and the address is one (see
 * `forwarded-address.ts`).
 */
function fieldsOf({ request, facts, code }: Flight, status: number, ms: number): string {
  const actor = request.ctx?.actor.id
  return (
    `"method":"${request.method}","route":"${facts.template}","status":${status}` +
    `,"ms":${Math.round(ms * 10) / 10},"requestId":"${request.id}","ip":"${request.ip}"` +
    (actor ? `,"actor":${JSON.stringify(actor)}` : '') +
    (code ? `,"code":"${code}"` : '')
  )
}
