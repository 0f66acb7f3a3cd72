import type { Counter, Histogram, Registry } from '@prometheus-io/client'
import type { Metrics } from '../metrics.ts'

/** Figures that are read from the database when somebody asks for the metrics. */
export type Readings = {
  depths(): Promise<{ job: string; waiting: number; running: number }[]>
  lag(): Promise<{ events: number; seconds: number }>
}

export type Meters = {
  duration: Histogram<'job' | 'outcome'>
  dead: Counter<'job'>
  dispatched: Counter
  /** The figures of the worker of this process that started last. */
  readings: Readings | undefined
}

const BUCKETS_S = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60, 300]
const known = new WeakMap<Registry, Meters>()

/** One set of meters for each registry, however many workers a process has had. */
export function metersOf(metrics: Metrics): Meters {
  const before = known.get(metrics.registry)
  if (before) return before
  const meters: Meters = {
    duration: metrics.histogram(
      'penstock_job_duration_seconds',
      'How long jobs ran, by outcome: done, failed (tried again), dead, postponed.',
      BUCKETS_S,
      ['job', 'outcome'],
    ),
    dead: metrics.counter(
      'penstock_jobs_dead_total',
      'Jobs that failed too often and rest in the dead letters.',
      ['job'],
    ),
    dispatched: metrics.counter(
      'penstock_events_dispatched_total',
      'Events of the history whose jobs were made.',
    ),
    readings: undefined,
  }
  known.set(metrics.registry, meters)
  addGauges(metrics, meters)
  return meters
}

/** While the database is away, the other metrics are still served. */
function addGauges(metrics: Metrics, meters: Meters): void {
  metrics.gauge(
    'penstock_queue_depth',
    'Jobs that wait or run, counted up to 10,000.',
    ['job', 'state'],
    async (gauge) => {
      const depths = await meters.readings?.depths().catch(() => [])
      gauge.reset()
      for (const { job, waiting, running } of depths ?? []) {
        gauge.set({ job, state: 'waiting' }, waiting)
        gauge.set({ job, state: 'running' }, running)
      }
    },
  )
  const lag = () => meters.readings?.lag().catch(() => undefined)
  metrics.gauge(
    'penstock_dispatch_lag_events',
    'Events of the history whose jobs are not made yet, counted up to 10,000.',
    [],
    async (gauge) => gauge.set((await lag())?.events ?? 0),
  )
  metrics.gauge(
    'penstock_dispatch_lag_seconds',
    'The age of the oldest event whose jobs are not made yet.',
    [],
    async (gauge) => gauge.set((await lag())?.seconds ?? 0),
  )
}
