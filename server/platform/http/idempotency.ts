import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { outcomeOf } from '../database-errors.ts'
import { newId } from '../random.ts'
import {
  claimKey,
  findKey,
  keepAnswer,
  type KeptAnswer,
  type KeyOwner,
  releaseKey,
} from './idempotency-store.ts'
import { HttpProblem } from './problems.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The key that this request has taken, under which its answer is kept. */
    claim: { owner: KeyOwner; leaseId: string } | null
  }
}

const LEASE_BEYOND_LIMIT_MS = 10_000
const KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/
const KEPT_HEADERS = ['content-type', 'location', 'etag']
/** These answers ask for another attempt, which must not get the same answer again. */
const NOT_KEPT = new Set([408, 425, 429])
/**
 * With these outcomes the work may be done or still be under way, so another attempt could do it
 * twice.
 */
const UNCERTAIN = new Set(['took_too_long', 'outcome_unknown'])

/**
 * Called before the handler and after all checks: takes the key, or sends the answer that is kept
 * under it.
 */
export async function claimIdempotencyKey(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | void> {
  const { ctx } = request
  const owner = ownerOf(request)
  if (!owner) return
  const requestHash = hashOf(request)
  const leaseId = newId()
  const leaseMs = ctx.config.requestTimeoutMs + LEASE_BEYOND_LIMIT_MS
  if (await claimKey(ctx.db, owner, { requestHash, leaseId, leaseMs })) {
    request.claim = { owner, leaseId }
    return
  }
  const known = await findKey(ctx.db, owner)
  // Between the two statements, the first request failed and released the key.
  if (!known) throw HttpProblem.idempotency_running({ retryAfterS: 1 })
  if (!requestHash.equals(known.requestHash)) throw HttpProblem.idempotency_mismatch()
  if (!known.answer) throw HttpProblem.idempotency_running({ retryAfterS: 1 })
  return answerAgain(reply, known.answer)
}

/**
 * Called after the handler: keeps a final answer, so that the next request with the key gets it as
 * well.
 */
export async function keepIdempotentAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  const { claim, ctx } = request
  if (!claim) return payload
  request.claim = null
  const status = reply.statusCode
  try {
    if (isFinal(request, status))
      await keepAnswer(ctx.db, claim.owner, claim.leaseId, answerOf(reply, payload))
    else await releaseKey(ctx.db, claim.owner, claim.leaseId)
  } catch (error) {
    // The work is done, so its answer is sent. Until the lease ends, a repeat is told to wait.
    const err = outcomeOf(error)
    ctx.log.error({ err, requestId: request.id }, 'http.idempotent_answer_lost')
  }
  return payload
}

function isFinal({ flight, routeOptions }: FastifyRequest, status: number): boolean {
  if (status < 500) return !NOT_KEPT.has(status)
  // Where a key is required, the use case knows it as well, and may safely be called again.
  return UNCERTAIN.has(flight.code ?? '') && routeOptions.config.idempotency !== 'required'
}

function ownerOf({ ctx, headers, routeOptions }: FastifyRequest): KeyOwner | undefined {
  const key = headers['idempotency-key']
  if (key === undefined || key === '') {
    if (routeOptions.config.idempotency === 'required') throw HttpProblem.idempotency_key_missing()
    return undefined
  }
  if (typeof key !== 'string' || !KEY.test(key)) throw KEY_MALFORMED()
  const { template, method } = routeOptions.config.facts!
  const actor = `${ctx.actor.type}:${ctx.actor.id ?? ''}`
  return { orgId: ctx.orgId, actor, route: `${method} ${template}`, key }
}

const KEY_MALFORMED = () =>
  HttpProblem.invalid_request({
    errors: [
      { pointer: '/header/idempotency-key', detail: 'Must be 1 to 255 printable characters.' },
    ],
  })

/**
 * Hashes the parsed body and not its bytes, so that spaces and the order of fields do not matter.
 */
const hashOf = (request: FastifyRequest): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([request.raw.url, request.body ?? null]))
    .digest()

function answerOf(reply: FastifyReply, payload: unknown): KeptAnswer {
  const kept = KEPT_HEADERS.map((name) => [name, reply.getHeader(name)] as const)
  const headers = Object.fromEntries(
    kept.filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  )
  return { status: reply.statusCode, headers, body: bytesOf(payload) }
}

function bytesOf(payload: unknown): Uint8Array | null {
  if (payload === undefined || payload === null) return null
  if (typeof payload === 'string') return Buffer.from(payload)
  if (payload instanceof Uint8Array) return payload
  throw new Error('A route with an idempotency key cannot answer with a stream.')
}

const answerAgain = (reply: FastifyReply, { status, headers, body }: KeptAnswer): FastifyReply =>
  reply
    .code(status)
    .headers(headers)
    .header('idempotency-replayed', 'true')
    .send(body === null ? undefined : Buffer.from(body))
