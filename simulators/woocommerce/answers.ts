import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FaultAnswers } from '../frame/server.ts'
import { bytesOf } from '../frame/server.ts'
import { parseWire, phpCompact, type Wire } from '../frame/wire.ts'
import type { Noise, Shop } from './shop.ts'

const JSON_TYPE = 'application/json; charset=UTF-8'

export const faultAnswers: FaultAnswers = {
  tooManyRequests: {
    status: 429,
    headers: { 'content-type': 'text/html', 'retry-after': '1' },
    body: '<h1>Too Many Requests</h1>',
  },
  serverError: {
    status: 500,
    headers: { 'content-type': JSON_TYPE },
    body: '{"code":"internal_server_error","message":"There has been a critical error."}',
  },
}

/** Thrown by a handler: a refusal in the words of WordPress. */
export class Refusal extends Error {
  readonly status: number
  readonly payload: Wire
  constructor(status: number, code: string, message: string, params: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.payload = { code, message, data: { status, params } }
  }
}

const NOISE: Record<Exclude<Noise, 'html'>, string> = {
  none: '',
  byte_order_mark: '\uFEFF',
  php_warning: '<br />\n<b>Warning</b>: Undefined array key "x" in <b>/srv/wp/x.php</b>\n',
}

/** As PHP writes it; or what a host that is not well makes of it, with the same status. */
export function answer(shop: Shop, reply: FastifyReply, value: Wire, status = 200): FastifyReply {
  void reply.code(status)
  if (shop.noise === 'html') {
    return reply.type('text/html').send('<html><body>Briefly unavailable.</body></html>')
  }
  return reply.type(JSON_TYPE).send(NOISE[shop.noise] + phpCompact(value))
}

/** A page of a list, with how much there is in the headers. */
export function answerPage<T>(
  shop: Shop,
  request: FastifyRequest,
  reply: FastifyReply,
  all: readonly T[],
  payload: (item: T) => Wire,
): FastifyReply {
  const query = queryOf(request)
  const size = Number(query['per_page'] ?? 10)
  if (size < 1 || size > 100) {
    const message = 'Invalid parameter(s): per_page'
    throw new Refusal(400, 'rest_invalid_param', message, { per_page: 'between 1 and 100' })
  }
  const from = Number(query['offset'] ?? (Number(query['page'] ?? 1) - 1) * size)
  const items = all.slice(from, from + size)
  void reply.header('x-wp-total', all.length)
  void reply.header('x-wp-totalpages', Math.ceil(all.length / size))
  return answer(shop, reply, items.map(payload))
}

export const queryOf = (request: FastifyRequest): Record<string, string | undefined> =>
  request.query as Record<string, string | undefined>

export function bodyOf(request: FastifyRequest): Record<string, Wire> {
  const body = parseWire(bytesOf(request))
  return typeof body === 'object' && body !== null ? (body as Record<string, Wire>) : {}
}

export const idIn = (request: FastifyRequest, name = 'id'): number =>
  Number((request.params as Record<string, string>)[name])

/** A field that is a text; anything else counts as an empty one. */
export function textIn(body: Record<string, Wire>, name: string): string {
  const value = body[name]
  return typeof value === 'string' ? value : ''
}
