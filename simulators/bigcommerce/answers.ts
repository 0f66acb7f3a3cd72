import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SimulatorClock } from '../frame/clock.ts'
import { bytesOf, type FaultAnswers } from '../frame/server.ts'
import { compact, parseWire, type Wire } from '../frame/wire.ts'

export const faultAnswers: FaultAnswers = {
  // Of the platform itself, which then says nothing of quotas.
  tooManyRequests: {
    status: 429,
    headers: { 'content-type': 'application/json' },
    body: '{"status":429,"title":"Too many requests","type":"about:blank"}',
  },
  serverError: {
    status: 503,
    headers: { 'content-type': 'application/json' },
    body: '{"status":503,"title":"Service unavailable","type":"about:blank"}',
  },
}

/** Thrown by a handler; V2 words it as a list of messages, V3 as a problem. */
export class Refusal extends Error {
  readonly status: number
  readonly errors: Record<string, string>
  constructor(status: number, message: string, errors: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.errors = errors
  }
}

export function answerRefusal(request: FastifyRequest, reply: FastifyReply, refusal: Refusal) {
  const { status, message, errors } = refusal
  const isV2 = request.url.includes('/v2/')
  const body = isV2
    ? [{ status, message }]
    : { status, title: message, type: 'https://developer.example/errors', errors }
  return answer(reply, body, status)
}

export const answer = (reply: FastifyReply, value: Wire, status = 200): FastifyReply =>
  reply.code(status).type('application/json').send(compact(value))

/** An empty list of V2 is no list at all: 204, without a body. */
export function answerList<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  all: readonly T[],
  payload: (item: T, index: number) => Wire,
): FastifyReply {
  const { limit = '50', page = '1' } = queryOf(request)
  const size = Math.min(250, Number(limit))
  const items = all.slice((Number(page) - 1) * size, Number(page) * size)
  if (items.length === 0) return reply.code(204).send()
  return answer(reply, items.map(payload))
}

/** A page of V3, with what there is besides. */
export function pageOfV3(request: FastifyRequest, all: readonly Wire[]): Wire {
  const { limit = '50', page = '1' } = queryOf(request)
  const size = Number(limit)
  const pages = Math.max(1, Math.ceil(all.length / size))
  const pagination = {
    ...{ total: all.length, count: size, per_page: size, current_page: Number(page) },
    total_pages: pages,
  }
  return { data: all.slice((Number(page) - 1) * size, Number(page) * size), meta: { pagination } }
}

const WINDOW_MS = 30_000

/** One window for all apps of the store; a refused call counts like any other. */
export function createQuota(clock: SimulatorClock, size: number) {
  let startMs = +clock.now()
  let used = 0
  return {
    take(): { isTaken: boolean; headers: Record<string, string> } {
      const nowMs = +clock.now()
      if (nowMs - startMs >= WINDOW_MS) {
        startMs = nowMs
        used = 0
      }
      used++
      const left = Math.max(0, size - used)
      const headers = {
        'x-rate-limit-time-window-ms': String(WINDOW_MS),
        'x-rate-limit-time-reset-ms': String(startMs + WINDOW_MS - nowMs),
        'x-rate-limit-requests-quota': String(size),
        'x-rate-limit-requests-left': String(left),
      }
      return { isTaken: used <= size, headers }
    },
  }
}

export const queryOf = (request: FastifyRequest): Record<string, string | undefined> =>
  request.query as Record<string, string | undefined>

export function bodyOf(request: FastifyRequest): Record<string, Wire> {
  const body = parseWire(bytesOf(request))
  return typeof body === 'object' && body !== null ? (body as Record<string, Wire>) : {}
}

export const idIn = (request: FastifyRequest): string =>
  (request.params as Record<string, string>)['id'] ?? ''

/** A field that is a text; anything else counts as an empty one. */
export function textIn(body: Record<string, Wire>, name: string): string {
  const value = body[name]
  return typeof value === 'string' ? value : ''
}
