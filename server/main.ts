import { ConfigError, logLevelOf, readConfig } from '#platform/config.ts'
import { createLifecycle } from '#platform/lifecycle.ts'
import { createLog } from '#platform/log.ts'
import { StartError } from '#platform/start-error.ts'
import { startTracing } from '#platform/tracing.ts'
import { NewerDatabase } from '#platform/migrate.ts'
import { reloadOn } from './reload.ts'
import { giveBackMemoryWhenQuiet } from './give-back-memory.ts'
import { start } from './start.ts'
import { announce, sayStopped, sayStopping } from './welcome.ts'

/** Exit code EX_CONFIG of sysexits: a supervisor then knows that restarting will not help. */
const EXIT_CONFIG = 78

/** Reads the configuration, starts, waits for a signal and stops. Gives the exit code. */
export async function main(): Promise<number> {
  const config = readConfig(process.env)
  const isWatched = config.profile === 'development'
  const pretty = process.stdout.isTTY && isWatched
  const log = createLog({ level: logLevelOf(config), pretty })
  const lifecycle = createLifecycle({ log, stopTimeoutMs: config.stopTimeoutMs })
  try {
    const tracing = await startTracing(config)
    lifecycle.add('tracing', { stop: () => tracing.stop() })
    const started = await start(config, { log, lifecycle })
    const signal = lifecycle.untilSignal(() => reloadOn(started.runtime))
    announce(started)
    void giveBackMemoryWhenQuiet()
    log.info({ signal: await signal }, 'stopping')
    if (isWatched) sayStopping()
  } catch (error) {
    await lifecycle.stop()
    throw error
  }
  const code = await lifecycle.stop()
  if (isWatched) sayStopped(code)
  return code
}

/**
 * What to tell a person when the program cannot start: a sentence where one is known, else the
 * stack.
 */
export function explain(error: unknown): { words: string; code: number } {
  if (error instanceof ConfigError) return { words: error.message, code: EXIT_CONFIG }
  if (error instanceof StartError || error instanceof NewerDatabase) {
    return { words: error.message, code: 1 }
  }
  return { words: error instanceof Error ? (error.stack ?? error.message) : String(error), code: 1 }
}
