import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Seated, Seats } from '../seats.ts'
import type { Span } from '../tracing.ts'
import { HttpProblem } from './problems.ts'
import type { RouteFacts } from './route-facts.ts'

declare module 'fastify' {
  interface FastifyRequest {
    flight: Flight
  }
}

/**
 * A request under way: from its headers until it is answered and its connection is done with it.
 */
export type Flight = Seated & {
  request: FastifyRequest
  reply: FastifyReply
  facts: RouteFacts
  span: Span
  startedAt: number
  isAnswered: boolean
  isClosed: boolean
  /** For the log: the code of the refusal, and the error behind a 5xx. */
  code?: string
  fault?: unknown
}

export type Flights = {
  readonly count: number
  board(flight: Flight): void
  /** The handler is done; the answer still has to be sent. */
  answered(flight: Flight): void
  stop(): void
}

const SWEEP_EVERY_MS = 1_000
const LISTENERS_MAX = 20

/**
 * Keeps track of the requests under way, so that their number can be limited, they can finish at a
 * stop, and one that takes too long can be ended.
 */
export function createFlights(limitMs: number, onLanded: (flight: Flight) => void): Flights {
  const seats = new Seats<Flight>()
  const land = (flight: Flight) => {
    if (seats.leave(flight)) onLanded(flight)
  }
  const timer = setInterval(
    () => {
      const now = performance.now()
      for (const flight of seats) {
        const ageMs = now - flight.startedAt
        if (ageMs > limitMs && !flight.isAnswered) giveUp(flight)
        // A handler that never ends and whose caller has gone must not take up a place for ever.
        if (ageMs > 2 * limitMs && flight.isClosed) land(flight)
      }
    },
    Math.min(SWEEP_EVERY_MS, limitMs),
  )
  timer.unref()
  return {
    get count() {
      return seats.taken
    },
    board(flight) {
      seats.take(flight)
      // A compressed stream adds more listeners than Node expects.
      flight.reply.raw.setMaxListeners(LISTENERS_MAX)
      // The work goes on when a caller hangs up, so both the handler and the connection are waited
      // for.
      flight.reply.raw.on('close', () => {
        flight.isClosed = true
        if (flight.isAnswered) land(flight)
      })
    },
    answered(flight) {
      flight.isAnswered = true
      if (flight.isClosed) land(flight)
    },
    stop: () => clearInterval(timer),
  }
}

function giveUp({ reply }: Flight): void {
  if (reply.sent || reply.raw.headersSent || reply.raw.destroyed) return
  void reply.send(HttpProblem.took_too_long({ retryAfterS: 1 }))
}
