import type { FastifyReply } from 'fastify'
import ipaddr from 'ipaddr.js'
import { RateLimiterRedis } from 'rate-limiter-flexible'
import type { Actor, Runtime } from '../context.ts'
import { openRedis } from '../redis.ts'
import { type Soon, when } from '../when.ts'
import { HttpProblem } from './problems.ts'
import { type Share, Windows } from './windows.ts'

export type RateLimits = {
  /** Counts a request and tells in headers what is left. Throws when nothing is left. */
  take(
    reply: FastifyReply,
    caller: { actor: Actor | undefined; ip: string },
    route: { template: string; rateLimitPerMinute: number | undefined },
  ): Soon<void>
  stop(): void
}

const WINDOW_S = 60

type Count = (key: string) => Soon<Share>
type Use = { name: string; quota: number; share: Share }

/**
 * Limits requests for each person or API key, else for each network. A route may have a limit of
 * its own besides.
 */
export function createRateLimits(runtime: Runtime): RateLimits {
  const { count, stop } = openCounter(runtime)
  return {
    take(reply, { actor, ip }, { template, rateLimitPerMinute: ofRoute }) {
      const { config } = runtime
      if (!config.rateLimits) return
      const key = actor?.id ?? networkOf(ip)
      const quota = actor ? config.rateLimitPerMinute : config.rateLimitAnonymousPerMinute
      return when(count(key), (share) => {
        const general: Use = { name: 'caller', quota, share }
        if (ofRoute === undefined) return settle(reply, [general])
        return when(count(`${template} ${key}`), (shareOfRoute) =>
          settle(reply, [general, { name: 'route', quota: ofRoute, share: shareOfRoute }]),
        )
      })
    },
    stop,
  }
}

function settle(reply: FastifyReply, uses: Use[]): void {
  setHeaders(reply, uses)
  if (uses.every((use) => leftOf(use) >= 0)) return
  const spent = uses.filter((use) => leftOf(use) < 0)
  throw HttpProblem.rate_limited({ retryAfterS: Math.max(...spent.map(resetOf)) })
}

const MS_PER_S = 1_000
const leftOf = ({ quota, share }: Use) => quota - share.used
const resetOf = ({ share }: Use) => Math.ceil(share.leftMs / MS_PER_S)

/** Sends the two header fields of draft-ietf-httpapi-ratelimit-headers-11. */
function setHeaders(reply: FastifyReply, uses: Use[]): void {
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

/** The network of an address: one home has a whole /64 of IPv6 addresses to choose from. */
export function networkOf(ip: string): string {
  if (!ip.includes(':')) return ip
  const address = ipaddr.process(ip)
  if (address instanceof ipaddr.IPv4) return address.toString()
  const [a, b, c, d] = address.parts.map((part) => part.toString(16))
  return `${a}:${b}:${c}:${d}::/64`
}

// The library only counts, because limits differ by caller and may be changed while running.
const COUNTING = { points: Number.MAX_SAFE_INTEGER, duration: WINDOW_S, keyPrefix: 'penstock:rate' }
const AGAIN_AFTER_MS = 5_000

function openCounter({ config, log }: Runtime): { count: Count; stop: () => void } {
  const here = new Windows(WINDOW_S * MS_PER_S)
  const countHere = (key: string): Share => here.count(key)
  if (!config.redisUrl) return { count: countHere, stop: () => {} }

  const redis = openRedis(config.redisUrl, log)
  const shared = new RateLimiterRedis({ ...COUNTING, storeClient: redis })
  let goneUntil = 0
  const countShared: Count = async (key) => {
    const now = performance.now()
    if (now < goneUntil) return countHere(key)
    // While Redis is away, only one request now and then tries it. The others do not wait for its
    // timeout.
    if (goneUntil > 0) goneUntil = now + AGAIN_AFTER_MS
    try {
      const { consumedPoints: used, msBeforeNext: leftMs } = await shared.consume(key)
      goneUntil = 0
      return { used, leftMs }
    } catch {
      goneUntil = performance.now() + AGAIN_AFTER_MS
      return countHere(key)
    }
  }
  return { count: countShared, stop: () => redis.disconnect() }
}
