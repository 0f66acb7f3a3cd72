import { collectDefaultMetrics } from '@prometheus-io/client'
import type { Metrics } from './metrics.ts'

/**
 * Memory, CPU, open files, garbage collection and the lag of the event loop, and what runs here.
 * Once per process: the observers behind it are never taken down.
 */
export function watchProcess(metrics: Metrics, build: { version: string; roles: string[] }): void {
  collectDefaultMetrics({ register: metrics.registry })
  const info = metrics.gauge('penstock_build_info', 'Always 1; what runs here is in its labels.', [
    'version',
    'node',
    'roles',
  ])
  info.set({ version: build.version, node: process.version, roles: build.roles.join(',') }, 1)
}
