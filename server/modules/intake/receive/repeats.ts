import type { Headers } from '#channels'
import type { Log } from '#platform/log.ts'
import { openRedis, type Redis } from '#platform/redis.ts'
import { digestOf, type Result } from '../messages/message.ts'

/**
 * Remembers the results of recent messages, so that a repeat is answered without the database.
 * Without this memory a repeat is found by its order, only more slowly.
 */
export type Repeats = {
  find(name: string): Promise<Remembered | undefined>
  /** Must be called after the commit, or a repeat could be told of what was rolled back. */
  remember(name: string, results: Result[], at: Date): void
  stop(): void
}

export type Remembered = { results: Result[]; at: string }

const KEPT_S = 3 * 86_400
const LOCAL_MAX = 20_000
/** Redis must answer faster than this: after so long the database would have answered as well. */
const WAIT_MS = 25
const REST_MS = 5_000

/** Headers by which two deliveries of the same bytes are told apart. */
const TELLING = /(?:^|-)(?:topic|event|resource|delivery-id|webhook-id|event-id)$/

/** A name that two messages share if one repeats the other: store, bytes, and delivery. */
export function nameOfDelivery(
  storeId: string,
  { headers, body }: { headers: Headers; body: Uint8Array },
  deliveryKey: string | undefined,
): string {
  const telling = Object.entries(headers)
    .filter(([name]) => TELLING.test(name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  const whole = digestOf(Buffer.from(JSON.stringify([deliveryKey ?? null, telling])))
  return `${storeId}/${digestOf(body).toString('base64url')}/${whole.toString('base64url')}`
}

type Options = { redisUrl?: string | undefined; log: Log; restMs?: number }

export function createRepeats({ redisUrl, log, restMs = REST_MS }: Options) {
  const local = newest<Remembered>(LOCAL_MAX)
  const redis = redisUrl === undefined ? undefined : openRedis(redisUrl, log)
  const shared = redis && sharedBy(redis, restMs)
  return {
    async find(name: string): Promise<Remembered | undefined> {
      return local.get(name) ?? (await shared?.find(name))
    },
    remember(name: string, results: Result[], at: Date): void {
      const remembered = { results, at: at.toISOString() }
      local.set(name, remembered)
      shared?.remember(name, remembered)
    },
    stop: () => redis?.disconnect(),
  } satisfies Repeats
}

/**
 * Keeps at most `max` entries, and at least the newest half of them. Deleting the oldest entry each
 * time would be slow, because a map then passes the places of all deleted ones: 15 µs each time.
 */
function newest<Value>(max: number) {
  let [young, old] = [new Map<string, Value>(), new Map<string, Value>()]
  return {
    get: (name: string): Value | undefined => young.get(name) ?? old.get(name),
    set(name: string, value: Value): void {
      young.set(name, value)
      if (young.size < max / 2) return
      old = young
      young = new Map()
    },
  }
}

/** The memory that all processes share. A Redis that is slow is left alone for a while. */
function sharedBy(redis: Redis, restMs: number) {
  let restUntil = 0
  const rest = () => (restUntil = performance.now() + restMs)
  const keyOf = (name: string) => `penstock:repeat:${name}`
  return {
    async find(name: string): Promise<Remembered | undefined> {
      if (performance.now() < restUntil) return undefined
      const text = await Promise.race([
        redis.get(keyOf(name)).catch(() => 'away' as const),
        new Promise<'away'>((resolve) => setTimeout(() => resolve('away'), WAIT_MS).unref()),
      ])
      if (text !== 'away') return rememberedOf(text)
      rest()
      return undefined
    },
    remember(name: string, remembered: Remembered): void {
      if (performance.now() < restUntil) return
      redis.set(keyOf(name), JSON.stringify(remembered), 'EX', KEPT_S).catch(rest)
    },
  }
}

function rememberedOf(text: string | null): Remembered | undefined {
  if (text === null) return undefined
  try {
    return JSON.parse(text) as Remembered
  } catch {
    return undefined // We have not written that, so the message is processed as a new one.
  }
}
