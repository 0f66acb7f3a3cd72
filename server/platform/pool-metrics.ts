import type { Metrics } from './metrics.ts'

/** The parts of a pool of `pg` that are shown. */
type Pool = {
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
  readonly options: { max?: number | undefined }
}

const poolsOf = new WeakMap<Metrics, Map<string, Pool>>()

/** Shows the connections of a pool. Callers that wait for one are the first sign of overload. */
export function watchPool(metrics: Metrics, name: string, pool: Pool): void {
  const known = poolsOf.get(metrics)
  if (known) {
    known.set(name, pool)
    return
  }
  const pools = new Map([[name, pool]])
  poolsOf.set(metrics, pools)
  declare(metrics, pools)
}

function declare(metrics: Metrics, pools: ReadonlyMap<string, Pool>): void {
  metrics.gauge(
    'penstock_database_connections',
    'Connections by pool and by what they do.',
    ['pool', 'state'],
    (gauge) => {
      for (const [pool, { totalCount, idleCount }] of pools) {
        gauge.set({ pool, state: 'idle' }, idleCount)
        gauge.set({ pool, state: 'in_use' }, totalCount - idleCount)
      }
    },
  )
  metrics.gauge(
    'penstock_database_connections_max',
    'How many connections a pool may have.',
    ['pool'],
    (gauge) => {
      for (const [pool, { options }] of pools) gauge.set({ pool }, options.max ?? 0)
    },
  )
  metrics.gauge(
    'penstock_database_waiting',
    'Requests and jobs that wait for a connection.',
    ['pool'],
    (gauge) => {
      for (const [pool, { waitingCount }] of pools) gauge.set({ pool }, waitingCount)
    },
  )
}
