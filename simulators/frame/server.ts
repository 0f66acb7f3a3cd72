import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { setTimeout as sleep } from 'node:timers/promises'
import { Readable } from 'node:stream'
import type { Faults, RequestFault } from './faults.ts'

const BODY_MAX_BYTES = 10 * 1_048_576

const PAGE_FOR_PEOPLE = `<!DOCTYPE html>
<html><head><title>Just a moment...</title></head><body>Checking your browser.</body></html>`

/** How this platform words what goes wrong on purpose. */
export type FaultAnswers = {
  tooManyRequests: FaultAnswer
  serverError: FaultAnswer
}
export type FaultAnswer = { status: number; headers: Record<string, string>; body: string }

/** A server that hands out bodies as the bytes that came, and goes wrong where it is told to. */
export function createServer(faults: Faults, answers: FaultAnswers): FastifyInstance {
  const app = Fastify({ bodyLimit: BODY_MAX_BYTES, forceCloseConnections: true })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  const endings = new WeakMap<FastifyRequest, RequestFault>()
  app.addHook('onRequest', async (request, reply) => {
    for (const fault of faultsOf(faults, request)) {
      if (AT_THE_END.has(fault.kind)) endings.set(request, fault)
      else await strike(fault, answers, request, reply)
    }
  })
  app.addHook('onSend', async (request, reply, payload) => {
    const kind = endings.get(request)?.kind
    if (kind === 'cut_in_body') return halfOf(payload, reply)
    if (kind === 'cut_after') request.raw.socket.destroy()
    if (kind === 'no_link') reply.removeHeader('link')
    return payload
  })
  return app
}

/** What strikes when the answer is there, and not before anything happens. */
const AT_THE_END = new Set<RequestFault['kind']>(['cut_in_body', 'cut_after', 'no_link'])

/** The body as it came; empty when there was none. */
export const bytesOf = (request: FastifyRequest): Buffer =>
  Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)

/** The body read as JSON; nothing was said where there was none. */
export function jsonOf(request: FastifyRequest): unknown {
  const bytes = bytesOf(request)
  return bytes.length === 0 ? {} : (JSON.parse(bytes.toString()) as unknown)
}

/** `/_sim` is how tests talk to the simulator, so it never fails. */
const faultsOf = (faults: Faults, { method, url, routeOptions }: FastifyRequest): RequestFault[] =>
  url.startsWith('/_sim') ? [] : faults.onRequest(`${method} ${routeOptions.url ?? url}`)

async function strike(
  { kind, delayMs }: RequestFault,
  answers: FaultAnswers,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  if (reply.sent) return
  if (kind === 'delay') await sleep(delayMs)
  if (kind === 'too_many_requests') await answer(reply, answers.tooManyRequests)
  if (kind === 'server_error') await answer(reply, answers.serverError)
  if (kind === 'html') await reply.code(503).type('text/html').send(PAGE_FOR_PEOPLE)
  if (kind === 'hang' || kind === 'cut_before') reply.hijack()
  if (kind === 'cut_before') request.raw.socket.destroy()
}

const answer = (reply: FastifyReply, { status, headers, body }: FaultAnswer) =>
  reply.code(status).headers(headers).send(body)

/** Promises all of it, sends half, and ends the connection. */
function halfOf(payload: unknown, reply: FastifyReply): Readable {
  const bytes = Buffer.from((payload as string | Buffer | null) ?? '')
  reply.header('content-length', Math.max(2, bytes.length))
  async function* half() {
    yield bytes.length < 2 ? Buffer.from(' ') : bytes.subarray(0, Math.ceil(bytes.length / 2))
    await sleep(5)
    reply.raw.socket?.destroy()
  }
  return Readable.from(half())
}
