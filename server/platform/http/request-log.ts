import type { Log } from '../log.ts'
import type { Flight } from './flights.ts'
import type { HttpMetrics } from './http-metrics.ts'

/** The caller had hung up before there was an answer. Nginx made this number known. */
const CALLER_GONE = 499

/** One line, one measurement and the end of the span for each request; never its query or body. */
export function createLanding(log: Log, metrics: HttpMetrics) {
  return (flight: Flight): void => {
    const { request, reply, facts, span, code, fault } = flight
    const ms = performance.now() - flight.startedAt
    const status = reply.raw.headersSent ? reply.statusCode : CALLER_GONE
    metrics.observe(flight, status, ms)
    span.end(fault, { 'http.response.status_code': status })
    const line = {
      method: request.method,
      route: facts.template,
      status,
      ms: Math.round(ms * 10) / 10,
      requestId: request.id,
      actor: request.ctx?.actor.id ?? undefined,
      ip: request.ip,
      code,
      traceId: span.traceparent.split('-', 2)[1],
      fault: fault instanceof Error && status !== 500 ? fault.message : undefined,
    }
    if (facts.isPlain && status < 500) log.debug(line, 'http.request')
    else log.info(line, 'http.request')
  }
}
