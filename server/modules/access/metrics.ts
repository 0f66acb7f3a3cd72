import type { Counter } from '@prometheus-io/client'
import type { Metrics } from '#platform/metrics.ts'
import { Problem } from '#platform/problem.ts'

const counters = new WeakMap<Metrics, Counter<'outcome'>>()

/** Counts one try to sign in: `done`, the code of the problem, or `failed`. */
export function countLogin(metrics: Metrics, outcome: unknown): void {
  const counter = counters.get(metrics) ?? declare(metrics)
  counters.set(metrics, counter)
  if (outcome === 'done') counter.inc({ outcome: 'done' })
  else counter.inc({ outcome: outcome instanceof Problem ? outcome.code : 'failed' })
}

const declare = (metrics: Metrics) =>
  metrics.counter('penstock_logins_total', 'Tries to sign in by outcome.', ['outcome'])
