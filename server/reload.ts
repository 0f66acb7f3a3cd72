import { logLevelOf, readConfig, reloadable } from '#platform/config.ts'
import type { Runtime } from '#platform/context.ts'
import { loadKeyRing } from '#platform/secret-keys.ts'
import { readEnvironment } from './environment.ts'

/**
 * Reads the settings that may change while running again, at SIGHUP. After a fault, everything
 * stays as it was.
 */
export function reloadOn(runtime: Runtime, file?: string): void {
  const { log, config } = runtime
  try {
    const { next, ignored } = reloadable(config, readConfig(readEnvironment(file)))
    const ring = loadKeyRing(next) // Before anything changes: all of it or nothing.
    Object.assign(runtime, { config: next })
    log.level = logLevelOf(next)
    runtime.outbound.setAllowPrivate(next.outboundPrivate)
    runtime.secrets.reload(ring)
    if (ignored.length > 0) log.warn({ ignored }, 'these settings need a restart')
    log.info('configuration read again')
  } catch (error) {
    log.error({ err: error }, 'the configuration was not read again')
  }
}
