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

type Count = (key: string) => Promise<RateLimiterRes>
type Use = { name: string; quota: number; count: RateLimiterRes }

/**
 * Per person or key, else per network; a route may set a limit of its own beside the general one.
 */
export function createRateLimits(runtime: Runtime): RateLimits {
  const { count, stop } = openCounter(runtime)
  return {
    async take(reply, { actor, ip }, { template, rateLimitPerMinute }) {
      const { config } = runtime
      if (!config.rateLimits) return
      const key = actor ? `${actor.type}:${actor.id}` : `ip:${networkOf(ip)}`
      const quota = actor ? config.rateLimitPerMinute : config.rateLimitAnonymousPerMinute
      const uses: Use[] = [{ name: 'caller', quota, count: await count(key) }]
      if (rateLimitPerMinute !== undefined) {
        const routeCount = await count(`${template} ${key}`)
        uses.push({ name: 'route', quota: rateLimitPerMinute, count: routeCount })
      }
      tell(reply, uses)
      const spent = uses.filter((use) => leftOf(use) < 0)
      if (spent.length === 0) return
      throw HttpProblem.rate_limited({ retryAfterS: Math.max(...spent.map(resetOf)) })
    },
    stop,
  }
}

const leftOf = ({ quota, count }: Use) => quota - count.consumedPoints
const resetOf = ({ count }: Use) => Math.ceil(count.msBeforeNext / MS_PER_S)
const MS_PER_S = 1_000

/** The two fields of draft-ietf-httpapi-ratelimit-headers-11. */
function tell(reply: FastifyReply, uses: Use[]): void {
  let policies = ''
  let states = ''
  for (const use of uses) {
    const comma = policies ? ', ' : ''
    policies += `${comma}"${use.name}";q=${use.quota};w=${WINDOW_S}`
    states += `${comma}"${use.name}";r=${Math.max(leftOf(use), 0)};t=${resetOf(use)}`
  }
  reply.header('ratelimit-policy', policies)
  reply.header('ratelimit', states)
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
  const countHere: Count = (key) => memory.consume(key)
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
      const taken = await shared.consume(key)
      goneUntil = 0
      return taken
    } catch {
      goneUntil = performance.now() + AGAIN_AFTER_MS
      return countHere(key)
    }
  }
  return { count, stop: () => redis.disconnect() }
}
