import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify'
import type { Runtime } from '../context.ts'
import { startSpan } from '../tracing.ts'
import type { Flight, Flights } from './flights.ts'
import { replaceForgedAddress } from './forwarded-address.ts'
import type { securityHeaders } from './headers.ts'
import { LAG_MAX_MS } from './limits.ts'
import type { Addresses } from './not-found.ts'
import { HttpProblem } from './problems.ts'
import { NO_ROUTE } from './route-facts.ts'

export type Begin = (
  request: FastifyRequest,
  reply: FastifyReply,
  done: HookHandlerDoneFunction,
) => void

/** Prepares every request, and makes the refusals that cost least. */
export function createBegin(
  runtime: Runtime,
  parts: {
    flights: Flights
    lagMs: () => number
    headers: ReturnType<typeof securityHeaders>
    addresses: Addresses
  },
): Begin {
  const { flights } = parts
  return (request, reply, done) => {
    replaceForgedAddress(request)
    const facts = request.routeOptions.config.facts ?? NO_ROUTE
    const parent = request.headers['traceparent']
    const span = startSpan(
      `${request.method} ${facts.template}`,
      'server',
      { 'http.request.method': request.method, 'http.route': facts.template },
      typeof parent === 'string' ? parent : undefined,
    )
    const isFull = flights.count >= runtime.config.inFlightMax || parts.lagMs() > LAG_MAX_MS
    const flight = newFlight(request, reply, facts, span)
    request.flight = flight
    flights.board(flight)
    reply.headers(facts.isPlain ? parts.headers.page : parts.headers.data)
    reply.header('x-request-id', request.id)
    reply.header('traceparent', span.traceparent)
    span.run(() => {
      if (isFull && !facts.isPlain) done(HttpProblem.overloaded({ retryAfterS: 1 }))
      else if (request.raw.url!.includes('%00')) done(NUL_IN_URL())
      // An unknown address is refused before the body is read. For a GET, a page may still be
      // found.
      else if (request.is404 && request.method !== 'GET') done(parts.addresses.refusal(request))
      else done()
    })
  }
}

const newFlight = (
  request: FastifyRequest,
  reply: FastifyReply,
  facts: Flight['facts'],
  span: Flight['span'],
): Flight => {
  const startedAt = performance.now()
  return { request, reply, facts, span, startedAt, isAnswered: false, isClosed: false }
}

const NUL_IN_URL = () =>
  HttpProblem.invalid_request({
    errors: [{ pointer: '/path', detail: 'Contains the character NUL.' }],
  })
