import type { FastifyReply, FastifyRequest } from 'fastify'
import { bearerIn } from '#platform/http/credentials.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import type { App, Routes } from '#platform/routes.ts'
import { z } from 'zod'
import { ImportBody, ImportReply, ImportResult } from '../contract.ts'
import { headersOf, type Result } from '../messages/message.ts'
import { IntakeProblem } from '../problems.ts'
import { isOneOrder } from './list-of-orders.ts'
import { receive, type Received, type ReceiveParts } from './receive.ts'

const BODY_MAX_BYTES = 8 * 1_024 * 1_024
const UNDER_WAY_MAX = 2_000

/**
 * The route is `plain`, which means that no session and no rate limit is looked up: messages must
 * be taken while the database is away, and their signature says who sends them.
 */
const config = {
  ...({ permission: 'anyone', plain: true } as const),
  described: {
    body: ImportBody,
    response: { 200: ImportReply, 201: ImportResult, 202: ImportResult },
  },
  answers: {
    200: 'What became of the order, or of each one of a list. Some platforms get words of their own.',
    201: 'The order that a program has sent is placed.',
    202: 'Kept. The order is fetched, waits, or is parked until somebody decides; see `status`.',
  },
}

/** The addresses that platforms call. Bodies are not parsed, whatever content type they claim. */
export function importRoutes(parts: ReceiveParts): Routes {
  let underWay = 0
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    if (underWay >= UNDER_WAY_MAX) throw IntakeProblem.spool_full({ retryAfterS: 1 })
    underWay++
    try {
      return await answer(parts, request, reply)
    } finally {
      underWay--
    }
  }
  const shared = { config, bodyLimit: BODY_MAX_BYTES, handler }
  return (app: App) => {
    app.register(async (scope: App) => {
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
        done(null, body),
      )
      scope.post('/import-orders', { ...shared, schema: { ...schema, summary: 'Import orders' } })
      scope.post('/import-orders/:storeKey', {
        ...shared,
        schema: {
          ...schema,
          summary: 'Import orders of one store',
          params: z.object({ storeKey: z.string().max(100) }),
        },
      })
    })
  }
}

const schema = {
  tags: ['import'],
  description:
    'Takes what platforms send in their own format, signed as they sign it, and orders in our ' +
    'format from programs with a key that has `messages.import`: one, a list, or `{orders: […]}` ' +
    'of up to 10,000, of which each 500 become one message. Each order gets a result of its own, ' +
    'in their order. What a program with a key posts in the format of a platform goes to the ' +
    'store of that platform, where exactly one is active; a list may hold orders of several ' +
    'platforms.',
}

async function answer(parts: ReceiveParts, request: FastifyRequest, reply: FastifyReply) {
  const { storeKey } = (request.params ?? {}) as { storeKey?: string }
  // No platform compresses what it sends, and a small body could expand to a very large one.
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity'
  if (encoding !== 'identity') throw HttpProblem.unsupported_media_type()
  const received = await receive(parts, {
    key: storeKey,
    headers: headersOf(request.headers),
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    bearer: bearerIn(request.headers.authorization),
    requestId: request.id,
    traceparent: request.flight.span.traceparent,
  })
  if (received === 'ping') return reply.code(200).send({ status: 'ignored' })
  const own = ownReply(parts, received)
  if (own) return reply.code(own.status).send(own.body)
  const { results, message, byKey } = received
  const [only] = results
  if (isOneOrder(message.body) && only && results.length === 1) {
    // A platform would repeat what is answered with a problem; a program can mend its order.
    if (only.status === 'parked' && byKey) throw IntakeProblem.parked({ results })
    const status = only.status === 'created' && byKey ? 201 : STATUSES[only.status]
    return reply.code(status).send(only)
  }
  return reply.code(200).send({ results })
}

/** The reply in the platform's own words, where it wants one, whatever became of the message. */
function ownReply({ runtime }: ReceiveParts, { adapter, message, results, byKey }: Received) {
  if (byKey || !adapter.acknowledge) return undefined
  const refusal = results.find((result) => result.refusal)?.refusal
  return adapter.acknowledge(message, adapter.read(message), runtime.clock.now(), refusal)
}

const STATUSES: Record<Result['status'], number> = {
  ...{ created: 200, updated: 200, duplicate: 200, ignored: 200, queued: 202, parked: 202 },
}
