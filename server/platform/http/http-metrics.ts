import { durations, type Observe } from '../durations.ts'
import type { Metrics } from '../metrics.ts'
import type { Flight } from './flights.ts'
import type { RouteFacts } from './route-facts.ts'

export type HttpMetrics = ReturnType<typeof httpMetrics>

const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const MS_PER_S = 1_000

export function httpMetrics(metrics: Metrics, inFlight: () => number) {
  const seconds = durations(
    metrics,
    'http_request_duration_seconds',
    'Duration of requests from their headers to the end of the answer.',
    BUCKETS_S,
  )
  metrics.gauge('http_requests_in_flight', 'Requests that are under way.', [], (gauge) =>
    gauge.set(inFlight()),
  )
  const seriesOf = keeper(({ method, template }, status) =>
    seconds({ method, route: template, status: String(status) }),
  )
  return {
    observe: ({ facts }: Flight, status: number, ms: number) =>
      seriesOf(facts, status)(ms / MS_PER_S),
    cut: metrics.counter(
      'http_connections_cut_total',
      'Connections that were ended because they were slow, stuck, malformed or too many.',
      ['reason'],
    ),
  }
}

function keeper(make: (facts: RouteFacts, status: number) => Observe) {
  const ofRoutes = new Map<RouteFacts, Map<number, Observe>>()
  return (facts: RouteFacts, status: number): Observe => {
    let ofStatuses = ofRoutes.get(facts)
    if (!ofStatuses) ofRoutes.set(facts, (ofStatuses = new Map<number, Observe>()))
    let observe = ofStatuses.get(status)
    if (observe === undefined) ofStatuses.set(status, (observe = make(facts, status)))
    return observe
  }
}
