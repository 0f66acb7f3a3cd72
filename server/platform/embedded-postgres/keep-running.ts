import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../log.ts'
import type { Cluster } from './cluster.ts'
import { waitForPrevious } from './pid-file.ts'
import { launch, type ServerProcess } from './server-process.ts'

type First = { server: ServerProcess; port: number; log: Log | undefined }

/**
 * Restarts PostgreSQL on the same port whenever it ends without being asked to, for example when it
 * was killed for its memory. Open connections fail, and their pools replace them.
 */
export function keepRunning(cluster: Cluster, { server: first, port, log }: First) {
  let server = first
  const stopping = new AbortController()
  const watching = watch()

  async function watch(): Promise<void> {
    for (;;) {
      await server.ended
      if (stopping.signal.aborted) return
      log?.error('postgres ended unexpectedly, starting it again')
      const next = await relaunch(cluster, port, stopping.signal, log)
      if (!next) return
      server = next
      log?.info('postgres works again')
      if (stopping.signal.aborted) await server.stop()
    }
  }

  return {
    stop: async (): Promise<void> => {
      stopping.abort()
      await server.stop()
      await watching
    },
  }
}

async function relaunch(
  cluster: Cluster,
  port: number,
  stopping: AbortSignal,
  log: Log | undefined,
): Promise<ServerProcess | undefined> {
  for (let waitMs = 50; !stopping.aborted; waitMs = Math.min(waitMs * 2, 5_000)) {
    try {
      await waitForPrevious(cluster.dataDir)
      return await launch(cluster, port)
    } catch (error) {
      log?.warn({ error: (error as Error).message, waitMs }, 'postgres does not start yet')
    }
    await delay(waitMs)
  }
  return undefined
}
