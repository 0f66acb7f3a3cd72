import type { Metrics } from '#platform/metrics.ts'
import type { StoreAccount } from '#stores'
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

/**
 * Remembers for how long nothing has been proven of each store, and shows the worst store of each
 * platform. A store of which no one tells any more is forgotten.
 */
export type StoreLags = { note(account: StoreAccount, lagS: number): void }

const FORGOTTEN_AFTER_MS = 10 * 60_000

export function storeLags(metrics: Metrics): StoreLags {
  const lags = new Map<string, { platform: string; lagS: number; at: number }>()
  metrics.gauge(
    'intake_proof_lag_seconds',
    'For how long it is not proven that no order is missing; of each platform its worst store.',
    ['platform'],
    (gauge) => {
      gauge.reset()
      const since = performance.now() - FORGOTTEN_AFTER_MS
      for (const [storeId, { at }] of lags) if (at < since) lags.delete(storeId)
      const perPlatform = Map.groupBy(lags.values(), ({ platform }) => platform)
      for (const [platform, all] of perPlatform) {
        gauge.set({ platform }, Math.max(...all.map(({ lagS }) => lagS)))
      }
    },
  )
  return {
    note: ({ id, platform }, lagS) => void lags.set(id, { platform, lagS, at: performance.now() }),
  }
}
