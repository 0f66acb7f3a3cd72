import { collectDefaultMetrics } from '@prometheus-io/client'
import type { Metrics } from './metrics.ts'

/**
 * Metrics of the process: memory, CPU, open files, garbage collection, the lag of the event loop,
 * and which version runs. May be called once for each process, because the observers of the library
 * cannot be removed.
 */
export function watchProcess(metrics: Metrics, build: { version: string; roles: string[] }): void {
  // The default, ten times a second, takes a hundredth of a busy server's time.
  collectDefaultMetrics({ register: metrics.registry, eventLoopUtilizationTimeout: 1_000 })
  const info = metrics.gauge('penstock_build_info', 'Always 1; what runs here is in its labels.', [
    'version',
    'node',
    'roles',
  ])
  info.set({ version: build.version, node: process.version, roles: build.roles.join(',') }, 1)
}
