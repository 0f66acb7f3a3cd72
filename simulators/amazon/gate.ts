import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Bucket, createBucket } from '../frame/bucket.ts'
import type { SimulatorClock } from '../frame/clock.ts'
import type { Random } from '../frame/random.ts'
import { compact, type Wire } from '../frame/wire.ts'

/** Calls per second and at once, as Amazon publishes them. */
const RATES: Record<string, [perSecond: number, size: number]> = {
  searchOrders: [0.0056, 20],
  getOrder: [0.5, 30],
  getOrdersV0: [0.0167, 20],
  getOrderV0: [0.5, 30],
  getItemsV0: [0.5, 30],
  getAddressV0: [0.5, 30],
  restrictedToken: [1, 10],
  confirmShipment: [2, 10],
  searchListings: [5, 5],
  getListing: [5, 10],
  patchListing: [5, 5],
  createDocument: [0.5, 15],
  createFeed: [0.0083, 15],
  getFeed: [2, 15],
  getDocument: [0.0222, 10],
}

const TOKEN_MS = 3_600_000

export type AmazonCredentials = { clientId: string; clientSecret: string; refreshToken: string }

export type Gate = ReturnType<typeof createGate>

/** Who may call, and how often. */
export function createGate(clock: SimulatorClock, random: Random, known: AmazonCredentials) {
  const tokens = new Map<string, { untilMs: number; path: string | null }>()
  const buckets = new Map<string, Bucket>()
  const issue = (path: string | null): string => {
    const token = `Atza|${random.hex(40)}`
    tokens.set(token, { untilMs: clock.now().getTime() + TOKEN_MS, path })
    return token
  }
  return {
    grant(form: URLSearchParams): string | undefined {
      const isKnown =
        form.get('grant_type') === 'refresh_token' &&
        form.get('client_id') === known.clientId &&
        form.get('client_secret') === known.clientSecret &&
        form.get('refresh_token') === known.refreshToken
      return isKnown ? issue(null) : undefined
    },
    /** Only good for calls of this very path. */
    restrict: (path: string) => issue(path),
    endTokens: () => tokens.clear(),
    /** False: the answer was already given. */
    pass(operation: string, request: FastifyRequest, reply: FastifyReply, restricted = false) {
      const token = tokens.get(String(request.headers['x-amz-access-token'] ?? ''))
      const path = request.url.split('?')[0]
      const isFresh = token !== undefined && token.untilMs > clock.now().getTime()
      if (!isFresh || (restricted ? token.path !== path : token.path !== null)) {
        refuse(reply, 403, 'Unauthorized', 'Access to requested resource is denied.')
        return false
      }
      const [perSecond, size] = RATES[operation]!
      const bucket = buckets.get(operation) ?? createBucket(clock, { size, perSecond })
      buckets.set(operation, bucket)
      reply.header('x-amzn-requestid', random.uuid())
      reply.header('x-amzn-ratelimit-limit', String(perSecond))
      if (bucket.take().isTaken) return true
      refuse(reply, 429, 'QuotaExceeded', 'You exceeded your quota for the requested resource.')
      return false
    },
  }
}

export const send = (reply: FastifyReply, status: number, body: Wire): FastifyReply =>
  reply.code(status).type('application/json').send(compact(body))

export const refuse = (reply: FastifyReply, status: number, code: string, message: string) =>
  send(reply, status, errorBody(code, message))

export const errorBody = (code: string, message: string): Wire => ({
  errors: [{ code, message, details: '' }],
})
