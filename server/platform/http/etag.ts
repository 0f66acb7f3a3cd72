import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { HttpProblem } from './problems.ts'

/** The version of a row as the value of the header ETag. */
export const etagOf = (version: number): string => `"${version}"`

export type Headers = { header: (name: string, value: string) => unknown }

/** A row for the answer, whose version stands in the header. */
export function tagged<Row extends { version: number }>(reply: Headers, row: Row): Row {
  reply.header('etag', etagOf(row.version))
  return row
}

// A proxy that compresses turns a tag into a weak one, which still names the same version.
const SHAPE = /^(?:W\/)?"(\d{1,15})"$/

/**
 * Describes the header in the API reference. It is optional here: each route decides itself whether
 * to refuse a request without it.
 */
export const IfMatch = z.object({
  'if-match': z
    .string()
    .optional()
    .describe('The ETag that was read: somebody else’s change in between is a 412'),
})

/** The same where a request without it is refused; it is `requireIfMatch` that says so. */
export const NeededIfMatch = z.object({
  'if-match': IfMatch.shape['if-match'].describe(
    'Needed: the ETag that was read. Without it the answer is 428, and after somebody else’s ' +
      'change in between 412',
  ),
})

/** The version that the caller has read. The use case compares it in its transaction. */
export function requireIfMatch(request: FastifyRequest): number {
  const text = request.headers['if-match']
  if (text === undefined) throw HttpProblem.precondition_required()
  const [, version] = SHAPE.exec(text) ?? []
  if (version) return Number(version)
  throw HttpProblem.invalid_request({
    errors: [
      { pointer: '/header/if-match', detail: 'Must be an ETag as it was sent, such as "3".' },
    ],
  })
}

/** The same where the header is optional: without it, any version is accepted. */
export const readIfMatch = (request: FastifyRequest): number | undefined =>
  request.headers['if-match'] === undefined ? undefined : requireIfMatch(request)
