import { systemClock } from '#platform/clock.ts'
import type { Config } from '#platform/config.ts'
import type { Runtime } from '#platform/context.ts'
import { openDatabase } from '#platform/database.ts'
import type { Log } from '#platform/log.ts'
import { createMetrics } from '#platform/metrics.ts'
import { createOutbound } from '#platform/outbound.ts'
import { watchPool } from '#platform/pool-metrics.ts'
import { watchProcess } from '#platform/process-metrics.ts'
import { openSecrets } from '#platform/secret-keys.ts'
import { version } from './version.ts'

export type OpenRuntime = { runtime: Runtime; close(): Promise<void> }

/** Opens the parts that a process has once, on a database that is migrated. */
export function openRuntime(config: Config, databaseUrl: string, log: Log): OpenRuntime {
  const metrics = createMetrics()
  const { db, pool, close } = openDatabase(databaseUrl, {
    poolMax: config.databasePoolMax,
    waitMs: config.databaseWaitMs,
    queryTimeoutMs: config.databaseQueryTimeoutMs,
  })
  watchProcess(metrics, { version, roles: config.roles })
  watchPool(metrics, 'main', pool)
  const outbound = createOutbound({ log, metrics, allowPrivate: config.outboundPrivate })
  const secrets = openSecrets(config)
  return {
    runtime: { config, db, clock: systemClock, log, metrics, outbound, secrets },
    close: async () => {
      await outbound.close()
      await close()
    },
  }
}
