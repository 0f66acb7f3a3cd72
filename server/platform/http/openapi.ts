import swagger, { type SwaggerTransform } from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import {
  fastifyZodOpenApiPlugin,
  fastifyZodOpenApiTransform,
  fastifyZodOpenApiTransformers,
} from 'fastify-zod-openapi'
import { z } from 'zod'
import type { App } from '../routes.ts'
import { PROBLEM_TYPE } from './answer.ts'
import { answersOf } from './answers.ts'
import { DOCS_PAGE, GROUPS, HOW_TO_BEGIN } from './docs-page.ts'

const Fault = z.object({ pointer: z.string(), detail: z.string() })

const ProblemView = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable: programs decide by it.'),
    detail: z.string().describe('For people.'),
    requestId: z.string().describe('Under which the log has more.'),
    errors: z.array(Fault).optional(),
  })
  .meta({ id: 'Problem', description: 'A refusal (RFC 9457); some have more fields.' })

// Referred to by its name, because the plugin describes a schema only at the first route that uses
// it.
const PROBLEM = {
  description: 'Refused, or failed.',
  content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
}

const IdempotencyKey = z
  .string()
  .max(255)
  .describe('A key of your own choice: the same request with the same key is done once.')

const SECURITY = {
  bearer: { type: 'http', scheme: 'bearer' },
  session: { type: 'apiKey', in: 'cookie', name: 'penstock_session' },
} as const

/** Describes the routes that are registered after this call, at /openapi.json and /docs. */
export function describeRoutes(app: App, version: string): void {
  app.register(fastifyZodOpenApiPlugin, { components: { schemas: { Problem: ProblemView } } })
  app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: {
        title: 'Penstock',
        version,
        description: HOW_TO_BEGIN,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      tags: GROUPS,
      components: { securitySchemes: SECURITY },
    },
    transformObject: fastifyZodOpenApiTransformers.transformObject,
    transform: withCommonParts,
  })
  app.register(swaggerUi, DOCS_PAGE)
}

/** Generated at the start, so that a schema that cannot be described is noticed then. */
export function openapiRoute(app: App): void {
  let text = ''
  app.addHook('onReady', async () => {
    text = JSON.stringify(app.swagger())
  })
  app.get('/openapi.json', {
    config: { permission: 'anyone', plain: true },
    schema: { hide: true },
    handler: (_request, reply) => reply.type('application/json').send(text),
  })
}

/**
 * Adds to each route what all of them may answer and what its config implies, so that it is not
 * repeated at each.
 */
const withCommonParts: SwaggerTransform = (input) => {
  const { schema, route } = input
  if (!schema || schema['hide']) return fastifyZodOpenApiTransform(input)
  const { permission = 'anyone', own, idempotency, described, answers } = route.config ?? {}
  const told = { ...schema, ...described }
  const whole = {
    ...told,
    ...(idempotency && { headers: headersWithKey(schema.headers, idempotency) }),
    ...(permission !== 'anyone' && { security: [{ bearer: [] }, { session: [] }] }),
    'x-permission': permission,
    ...(own && { 'x-own-permission': `${permission}_own` }),
    response: { ...answersOf(told.response as object, { ...told, answers }), default: PROBLEM },
  }
  return fastifyZodOpenApiTransform({ ...input, schema: whole })
}

const headersWithKey = (headers: unknown, idempotency: 'optional' | 'required') =>
  (headers instanceof z.ZodObject ? headers : z.object({})).extend({
    'idempotency-key': idempotency === 'required' ? IdempotencyKey : IdempotencyKey.optional(),
  })
