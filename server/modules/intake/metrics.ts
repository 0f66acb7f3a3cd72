import type { Metrics } from '#platform/metrics.ts'
import type { Spool } from './spool/spool.ts'

export type IntakeMetrics = ReturnType<typeof intakeMetrics>

export const intakeMetrics = (metrics: Metrics) => ({
  orders: metrics.counter('intake_orders_total', 'Orders of platforms by what became of them.', [
    ...(['platform', 'status'] as const),
  ]),
  refused: metrics.counter('intake_refused_total', 'Messages that were not authentic.', [
    ...(['platform', 'reason'] as const),
  ]),
})

const MS_PER_S = 1_000

export function watchSpool(metrics: Metrics, spool: Pick<Spool, 'state'>, now: () => Date): void {
  metrics.gauge('intake_spool_messages', 'Messages that wait on the disk.', [], (gauge) =>
    gauge.set(spool.state.waiting),
  )
  metrics.gauge('intake_spool_age_seconds', 'For how long the spool is in use.', [], (gauge) => {
    const { since } = spool.state
    gauge.set(since ? (now().getTime() - since.getTime()) / MS_PER_S : 0)
  })
}
