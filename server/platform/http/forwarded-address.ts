import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

const HEADER = 'x-forwarded-for'

/**
 * Some proxies pass on whatever a caller wrote into `X-Forwarded-For`. A text that is no address
 * would forge lines of the request log and break the rate limits, so the caller then counts as the
 * proxy. The header is replaced and not removed: its presence says that a proxy stands in between.
 */
export function replaceForgedAddress(request: FastifyRequest): void {
  if (request.headers[HEADER] === undefined || isIP(request.ip) !== 0) return
  request.raw.headers[HEADER] = request.socket.remoteAddress
}
