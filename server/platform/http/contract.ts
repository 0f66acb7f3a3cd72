import type { FastifySchemaCompiler } from 'fastify'
import { createSerializerCompiler } from 'fastify-zod-openapi'
import { z } from 'zod'
import { fieldsAt } from './fields-at.ts'
import { escaped } from './json-body.ts'
import { FAULTS_MAX } from './limits.ts'
import { HttpProblem } from './problems.ts'
import { PLAINLY } from '../plainly.ts'
import type { Problem } from '../problem.ts'

/** The faults that a schema found. Fastify adds which part of the request it was. */
export class RequestFaults extends Error {
  readonly issues: z.core.$ZodIssue[]
  readonly schema: z.ZodType
  readonly validationContext?: string

  constructor(issues: z.core.$ZodIssue[], schema: z.ZodType) {
    super('The request does not match its schema.')
    this.issues = issues
    this.schema = schema
  }
}

export const checkRequest: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  return (value) => {
    const parsed = httpPart === 'body' ? checkBody(schema, value) : schema.safeParse(value, PLAINLY)
    if (parsed.success) return { value: parsed.data }
    return { error: new RequestFaults(parsed.error.issues.slice(0, FAULTS_MAX), schema) }
  }
}

/** Left out, as by `curl -X POST`, it is one without fields; the faults then name what is needed. */
function checkBody(schema: z.ZodType, value: unknown) {
  const parsed = schema.safeParse(value, PLAINLY)
  if (parsed.success || (value !== undefined && value !== null)) return parsed
  const empty = schema.safeParse({}, PLAINLY)
  const isOfFields = empty.success || empty.error.issues.some(({ path }) => path.length > 0)
  return isOfFields ? empty : parsed
}

/**
 * The schema has already removed what the contract does not name, so plain JSON is as safe as a
 * compiled serializer.
 */
export const shapeReply = createSerializerCompiler({ stringify: JSON.stringify })

const PARTS: Record<string, string> = { querystring: 'query', params: 'path', headers: 'header' }

export function problemOf({ issues, schema, validationContext = 'body' }: RequestFaults): Problem {
  const root = `/${PARTS[validationContext] ?? validationContext}`
  const errors = issues.flatMap((issue) => faultsOf(root, issue, schema))
  return HttpProblem.invalid_request({ errors })
}

type Fault = { pointer: string; detail: string }

/** Reports each unknown field as a fault of its own, so that a form can mark it. */
function faultsOf(root: string, issue: z.core.$ZodIssue, schema: z.ZodType): Fault[] {
  const pointer = [root, ...issue.path.map(escaped)].join('/').toWellFormed()
  if (issue.code !== 'unrecognized_keys') return [{ pointer, detail: issue.message }]
  const known = fieldsAt(schema, issue.path)
  return issue.keys.slice(0, FAULTS_MAX).map((key) => ({
    pointer: `${pointer}/${escaped(key)}`.toWellFormed(),
    detail: `There is no such field. There is: ${known.join(', ') || 'none'}.`,
  }))
}
