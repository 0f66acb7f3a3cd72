import { setTimeout as delay } from 'node:timers/promises'
import path from 'node:path'
import pg from 'pg'
import type { Config } from '#platform/config.ts'
import { startEmbeddedPostgres } from '#platform/embedded-postgres.ts'
import type { Log } from '#platform/log.ts'
import { StartError } from '#platform/start-error.ts'

export type RunningDatabase = {
  /** The address for requests, which may be that of a pooler. */
  url: string
  /**
   * The address of PostgreSQL itself, for migrations, notifications, jobs and the lanes of the
   * order engine.
   */
  directUrl: string
  embedded: boolean
  stop(): Promise<void>
}

/** Connects to the configured database as soon as it answers, or starts the embedded one. */
export async function startDatabase(config: Config, log: Log): Promise<RunningDatabase> {
  const { databaseUrl, databaseDirectUrl, dataDir } = config
  if (databaseUrl) {
    const directUrl = databaseDirectUrl ?? databaseUrl
    await untilItAnswers(directUrl, config.databaseStartTimeoutMs, log)
    return { url: databaseUrl, directUrl, embedded: false, stop: async () => {} }
  }
  const { url, stop } = await startEmbeddedPostgres({ dataDir: path.join(dataDir, 'postgres') })
  return { url, directUrl: url, embedded: true, stop }
}

const RETRY_MS = 250
const CONNECT_TIMEOUT_MS = 3_000

async function untilItAnswers(url: string, timeoutMs: number, log: Log): Promise<void> {
  const startedAt = performance.now()
  for (let attempt = 1; ; attempt++) {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    })
    client.on('error', () => {})
    try {
      await client.connect()
      return await client.end()
    } catch (error) {
      const { message } = error as Error
      if (performance.now() - startedAt >= timeoutMs) {
        throw new StartError(
          `The database of DATABASE_URL does not answer: ${message}. ` +
            'Check the address and that PostgreSQL runs, then start again.',
        )
      }
      if (attempt === 1) log.warn({ reason: message }, 'waiting for the database')
      await delay(RETRY_MS)
    }
  }
}
