import type { Metrics } from './metrics.ts'
import type { TargetState } from './outbound.ts'

export type OutboundMetrics = ReturnType<typeof outboundMetrics>

/**
 * The label of a target. All targets of one kind, such as the shops of one platform, share it; ids
 * only go to the log.
 */
export const labelOf = (target: string): string => target.split('/', 1)[0]!

export function outboundMetrics(metrics: Metrics, state: () => TargetState[]) {
  metrics.gauge(
    'penstock_outbound_in_flight',
    'Calls to the outside that are under way.',
    ['target'],
    (gauge) => {
      gauge.reset()
      for (const { target, inFlight } of state()) gauge.inc({ target: labelOf(target) }, inFlight)
    },
  )
  metrics.gauge(
    'penstock_outbound_waiting',
    'Calls to the outside that wait for a place, a pause or the rate budget.',
    ['target'],
    (gauge) => {
      gauge.reset()
      for (const { target, waiting } of state()) gauge.inc({ target: labelOf(target) }, waiting)
    },
  )
  metrics.gauge(
    'penstock_outbound_breakers',
    'Breakers by state; anything but closed means that calls are held back.',
    ['target', 'state'],
    (gauge) => {
      gauge.reset()
      for (const { target, breaker } of state()) {
        gauge.inc({ target: labelOf(target), state: breaker })
      }
    },
  )
  return {
    calls: metrics.counter('penstock_outbound_calls_total', 'Calls to the outside by outcome.', [
      'target',
      'outcome',
    ]),
    repeats: metrics.counter('penstock_outbound_repeats_total', 'Attempts after the first one.', [
      'target',
    ]),
    seconds: metrics.histogram(
      'penstock_outbound_call_duration_seconds',
      'Duration of calls to the outside, with their waits and repeats.',
      [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      ['target'],
    ),
  }
}
