import type { Metrics } from '../metrics.ts'
import type { Flight } from './flights.ts'
import type { RouteFacts } from './route-facts.ts'

export type HttpMetrics = ReturnType<typeof httpMetrics>

const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const MS_PER_S = 1_000

export function httpMetrics(metrics: Metrics, inFlight: () => number) {
  const seconds = metrics.histogram(
    'http_request_duration_seconds',
    'Duration of requests from their headers to the end of the answer.',
    BUCKETS_S,
    ['method', 'route', 'status'],
  )
  metrics.gauge('http_requests_in_flight', 'Requests that are under way.', [], (gauge) =>
    gauge.set(inFlight()),
  )
  const childOf = keeper((facts, status) =>
    seconds.labels(facts.method, facts.template, String(status)),
  )
  return {
    observe: ({ facts }: Flight, status: number, ms: number) =>
      childOf(facts, status).observe(ms / MS_PER_S),
    cut: metrics.counter(
      'http_connections_cut_total',
      'Connections that were ended because they were slow, stuck, malformed or too many.',
      ['reason'],
    ),
  }
}

/** Finding a child by its labels costs more than all else that is measured. */
function keeper<Child>(make: (facts: RouteFacts, status: number) => Child) {
  const ofRoutes = new Map<RouteFacts, Map<number, Child>>()
  return (facts: RouteFacts, status: number): Child => {
    let ofStatuses = ofRoutes.get(facts)
    if (!ofStatuses) ofRoutes.set(facts, (ofStatuses = new Map<number, Child>()))
    let child = ofStatuses.get(status)
    if (child === undefined) ofStatuses.set(status, (child = make(facts, status)))
    return child
  }
}
