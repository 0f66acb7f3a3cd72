import type { FastifyReply } from 'fastify'
import ipaddr from 'ipaddr.js'
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible'
import type { Actor, Runtime } from '../context.ts'
import { openRedis } from '../redis.ts'
import { HttpProblem } from './problems.ts'

export type RateLimits = {
  /** Counts one request and says in headers what is left; throws when nothing is. */
  take(
    reply: FastifyReply,
    caller: { actor: Actor | undefined; ip: string },
    route: { template: string; rateLimitPerMinute: number | undefined },
  ): Promise<void>
  stop(): void
}

const WINDOW_S = 60

type Count = (key: string) => Promise<{ taken: number; resetS: number }>
type Use = { name: string; quota: number; left: number; resetS: number }

/** Per person or key, else per network; a route may set a limit of its own beside the general one. */
export function createRateLimits(runtime: Runtime): RateLimits {
  const { count, stop } = openCounter(runtime)
  const use = async (name: string, key: string, quota: number): Promise<Use> => {
    const { taken, resetS } = await count(key)
    return { name, quota, left: quota - taken, resetS }
  }
  return {
    async take(reply, { actor, ip }, { template, rateLimitPerMinute }) {
      const { config } = runtime
      if (!config.rateLimits) return
      const key = actor ? `${actor.type}:${actor.id}` : `ip:${networkOf(ip)}`
      const quota = actor ? config.rateLimitPerMinute : config.rateLimitAnonymousPerMinute
      const uses = [await use('caller', key, quota)]
      if (rateLimitPerMinute !== undefined) {
        uses.push(await use('route', `${template} ${key}`, rateLimitPerMinute))
      }
      tell(reply, uses)
      const spent = uses.filter(({ left }) => left < 0)
      if (spent.length === 0) return
      throw HttpProblem.rate_limited({ retryAfterS: Math.max(...spent.map((one) => one.resetS)) })
    },
    stop,
  }
}

/** The two fields of draft-ietf-httpapi-ratelimit-headers-11. */
function tell(reply: FastifyReply, uses: Use[]): void {
  const policy = ({ name, quota }: Use) => `"${name}";q=${quota};w=${WINDOW_S}`
  const state = ({ name, left, resetS }: Use) => `"${name}";r=${Math.max(left, 0)};t=${resetS}`
  reply.header('ratelimit-policy', uses.map(policy).join(', '))
  reply.header('ratelimit', uses.map(state).join(', '))
}

/** One home has a whole /64 of IPv6 to choose addresses from. */
export function networkOf(ip: string): string {
  if (!ip.includes(':')) return ip
  const address = ipaddr.process(ip)
  if (address instanceof ipaddr.IPv4) return address.toString()
  const [a, b, c, d] = address.parts.map((part) => part.toString(16))
  return `${a}:${b}:${c}:${d}::/64`
}

// The limits differ by caller and may be changed while running, so the library only counts.
const COUNTING = { points: Number.MAX_SAFE_INTEGER, duration: WINDOW_S, keyPrefix: 'penstock:rate' }
const AGAIN_AFTER_MS = 5_000

function openCounter({ config, log }: Runtime): { count: Count; stop: () => void } {
  const memory = new RateLimiterMemory(COUNTING)
  const countHere: Count = async (key) => readingOf(await memory.consume(key))
  if (!config.redisUrl) return { count: countHere, stop: () => {} }

  const redis = openRedis(config.redisUrl, log)
  const shared = new RateLimiterRedis({ ...COUNTING, storeClient: redis })
  let goneUntil = 0
  const count: Count = async (key) => {
    const now = performance.now()
    if (now < goneUntil) return countHere(key)
    // While it is away, one request in a while tries; the others do not wait for its time limit.
    if (goneUntil > 0) goneUntil = now + AGAIN_AFTER_MS
    try {
      const taken = readingOf(await shared.consume(key))
      goneUntil = 0
      return taken
    } catch {
      goneUntil = performance.now() + AGAIN_AFTER_MS
      return countHere(key)
    }
  }
  return { count, stop: () => redis.disconnect() }
}

const readingOf = ({ consumedPoints, msBeforeNext }: RateLimiterRes) => ({
  taken: consumedPoints,
  resetS: Math.ceil(msBeforeNext / 1_000),
})
