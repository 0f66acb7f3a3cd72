import { STATUS_CODES, type Server } from 'node:http'
import type { Socket } from 'node:net'
import ipaddr from 'ipaddr.js'
import { newId } from '../random.ts'
import { PROBLEM_TYPE, problemText } from './answer.ts'
import type { HttpMetrics } from './http-metrics.ts'
import { CHECK_EVERY_MS, CONNECTIONS_MAX, READ_AT_LEAST_BYTES, READ_WITHIN_MS } from './limits.ts'
import { Problem } from '../problem.ts'

type Connection = { takenBytes: number; waitsSince: number }

export type Connections = { readonly count: number; stop(): void }

/**
 * Keeps one address from taking all connections, and clients that do not read their answers from
 * holding them.
 */
export function watchConnections(
  server: Server,
  options: { perIpMax: number; trustedProxies: readonly string[]; metrics: HttpMetrics },
): Connections {
  const open = new Map<Socket, Connection>()
  const perIp = new Map<string, number>()
  const isExempt = exemption(options.trustedProxies)
  server.maxConnections = CONNECTIONS_MAX
  server.on('connection', (socket) => {
    const ip = socket.remoteAddress ?? ''
    const count = (perIp.get(ip) ?? 0) + 1
    if (count > options.perIpMax && !isExempt(ip)) {
      options.metrics.cut.inc({ reason: 'too_many' })
      socket.destroy()
      return
    }
    perIp.set(ip, count)
    open.set(socket, { takenBytes: 0, waitsSince: 0 })
    socket.on('close', () => {
      open.delete(socket)
      const rest = perIp.get(ip)! - 1
      if (rest === 0) perIp.delete(ip)
      else perIp.set(ip, rest)
    })
  })
  const timer = setInterval(() => {
    for (const [socket, connection] of open) {
      if (!isStuck(socket, connection, performance.now())) continue
      options.metrics.cut.inc({ reason: 'stuck' })
      socket.destroy()
    }
  }, CHECK_EVERY_MS)
  timer.unref()
  return {
    get count() {
      return open.size
    },
    stop: () => clearInterval(timer),
  }
}

/** The counters of libuv. Node's own stream counts a chunk only once all of it has been sent. */
type WithHandle = Socket & { _handle?: { bytesWritten: number; writeQueueSize: number } | null }

/**
 * Whether an answer has waited to be sent for a while, and the client has read hardly any of it.
 */
function isStuck(socket: WithHandle, connection: Connection, now: number): boolean {
  const { bytesWritten = 0, writeQueueSize = 0 } = socket._handle ?? {}
  const takenBytes = bytesWritten - writeQueueSize
  const isMoving = takenBytes - connection.takenBytes >= READ_AT_LEAST_BYTES
  if (writeQueueSize === 0 || isMoving || connection.waitsSince === 0) {
    connection.takenBytes = takenBytes
    connection.waitsSince = writeQueueSize === 0 ? 0 : now
    return false
  }
  return now - connection.waitsSince > READ_WITHIN_MS
}

/**
 * Exempt are proxies, which speak for many, and this machine, from where harm can be done in
 * simpler ways.
 */
function exemption(trustedProxies: readonly string[]): (ip: string) => boolean {
  const ranges = ['127.0.0.1', '::1', ...trustedProxies].map((text) =>
    ipaddr.parseCIDR(cidrOf(text)),
  )
  return (ip) => {
    if (!ipaddr.isValid(ip)) return false
    const address = ipaddr.process(ip)
    return ranges.some(([range, bits]) => {
      if (address instanceof ipaddr.IPv4)
        return range instanceof ipaddr.IPv4 && address.match(range, bits)
      return range instanceof ipaddr.IPv6 && address.match(range, bits)
    })
  }
}

const cidrOf = (text: string): string => {
  if (text.includes('/')) return text
  return `${text}/${text.includes(':') ? 128 : 32}`
}

type ConnectionError = Error & { code?: string }

/**
 * What the HTTP parser refuses never becomes a request, so the answer is written to the bare
 * connection.
 */
export const answerParserError =
  (metrics: HttpMetrics) =>
  (error: ConnectionError, socket: Socket): void => {
    const [status, code, detail, reason] = PARSER_ERRORS[error.code ?? ''] ?? MALFORMED
    if (error.code !== 'ECONNRESET') metrics.cut.inc({ reason })
    // Once a part of an answer was sent, anything more would be taken for its body.
    if (!socket.writable || socket.bytesWritten > 0) {
      socket.destroy()
      return
    }
    const body = problemText(new Problem(code, status, detail), newId())
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `content-type: ${PROBLEM_TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
    ]
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
  }

type Refusal = readonly [status: number, code: string, detail: string, reason: string]

const MALFORMED: Refusal = [400, 'malformed_http', 'This is not valid HTTP.', 'malformed']

const PARSER_ERRORS: Record<string, Refusal> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'request_timeout', 'The request came too slowly.', 'slow'],
  HPE_HEADER_OVERFLOW: [431, 'headers_too_large', 'The headers are too large.', 'malformed'],
}
