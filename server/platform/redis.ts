import { Redis } from 'ioredis'
import type { Log } from './log.ts'

export type { Redis }

const COMMAND_TIMEOUT_MS = 200
const CONNECT_TIMEOUT_MS = 2_000
const RECONNECT_MAX_MS = 5_000
const COMPLAIN_EVERY_MS = 60_000

/**
 * Opens Redis, which makes things faster and is never needed. Opening does not fail, and while
 * Redis is away every command fails at once, so that the caller can go on without it.
 */
export function openRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, {
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    connectionName: 'penstock',
    retryStrategy: (times) =>
      Math.min(100 * 2 ** Math.min(times, 10), RECONNECT_MAX_MS) * (0.5 + Math.random() / 2),
  })
  let complainedAt = -Infinity
  // Without a listener, the first error would end the process. One line a minute is enough.
  redis.on('error', (error: NodeJS.ErrnoException) => {
    if (performance.now() - complainedAt < COMPLAIN_EVERY_MS) return
    complainedAt = performance.now()
    log.warn({ code: error.code, words: error.message }, 'redis.unreachable')
  })
  redis.on('ready', () => {
    complainedAt = -Infinity
    log.info('redis.connected')
  })
  return redis
}
