import { collectDefaultMetrics } from '@prometheus-io/client'
import type { Metrics } from './metrics.ts'

/**
 * Memory, CPU, open files, garbage collection and the lag of the event loop, and what runs here.
 * Once per process: the observers behind it are never taken down.
 */
export function watchProcess(metrics: Metrics, build: { version: string; roles: string[] }): void {
  // Ten times a second, as it is by itself, costs a busy server a hundredth of its time.
  collectDefaultMetrics({ register: metrics.registry, eventLoopUtilizationTimeout: 1_000 })
  const info = metrics.gauge('penstock_build_info', 'Always 1; what runs here is in its labels.', [
    'version',
    'node',
    'roles',
  ])
  info.set({ version: build.version, node: process.version, roles: build.roles.join(',') }, 1)
}
