import { STATUS_CODES } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { codeOf, outcomeOf } from '../database-errors.ts'
import type { Log } from '../log.ts'
import { Problem } from '../problem.ts'
import { problemOf, RequestFaults } from './contract.ts'
import { HttpProblem } from './problems.ts'

export const PROBLEM_TYPE = 'application/problem+json'

/** The one place where anything that was thrown becomes an answer. */
export const answerWith =
  (log: Log) =>
  (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const problem = asProblem(error)
    const { flight } = request
    if (flight) {
      flight.code = problem.code
      if (problem.status >= 500) flight.fault = problem.cause ?? error
    }
    if (problem.status === 500) {
      log.error({ err: error, requestId: request.id, route: flight?.facts.template }, 'http.failed')
    }
    reply.code(problem.status).header('content-type', PROBLEM_TYPE)
    setHeaders(reply, problem)
    // Sent as bytes: the framework would add a charset to a text, and this media type has none.
    return reply.send(Buffer.from(problemText(problem, request.id)))
  }

/** A problem in the form of RFC 9457. */
export function problemText(
  { code, status, message, details }: Problem,
  requestId: string,
): string {
  const { retryAfterS: _, allow: __, ...more } = details
  const title = STATUS_CODES[status] ?? 'Problem'
  const type = `urn:penstock:problem:${code}`
  return JSON.stringify({ ...more, type, title, status, code, detail: message, requestId })
}

function setHeaders(reply: FastifyReply, { status, details }: Problem): void {
  const { retryAfterS, allow } = details
  if (typeof retryAfterS === 'number') reply.header('retry-after', Math.ceil(retryAfterS))
  if (typeof allow === 'string') reply.header('allow', allow)
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="penstock"')
}

/**
 * Anything that is not a refusal, an error of the database or a fault of the caller is a bug: 500.
 */
function asProblem(error: unknown): Problem {
  const outcome = outcomeOf(error)
  if (outcome instanceof Problem) return outcome
  if (outcome instanceof RequestFaults) return problemOf(outcome)
  const known = OF_FASTIFY[codeOf(error)]
  if (known) return known()
  // Plugins give errors of the caller a status. Their words are not always fit for callers.
  const status = statusOf(error)
  if (status === 404) return HttpProblem.not_found()
  if (status >= 400 && status < 500) return new Problem('refused', status, STATUS_CODES[status]!)
  return HttpProblem.internal()
}

const OF_FASTIFY: Record<string, () => Problem> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: HttpProblem.unsupported_media_type,
  FST_ERR_CTP_BODY_TOO_LARGE: HttpProblem.body_too_large,
  FST_ERR_MAX_PARAM_LENGTH: HttpProblem.uri_too_long,
  FST_ERR_BAD_URL: () =>
    HttpProblem.invalid_request({ errors: [{ pointer: '/path', detail: 'Is not a valid URL.' }] }),
}

const statusOf = (error: unknown): number =>
  error instanceof Error && 'statusCode' in error && STATUS_CODES[Number(error.statusCode)]
    ? Number(error.statusCode)
    : 500
