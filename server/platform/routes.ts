import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifySchema,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi'
import type { Ctx, Runtime } from './context.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Who may call the route: the name of a permission, `signed_in`, or `anyone`. The program does
     * not start with a route that does not say so.
     */
    permission?: string
    /**
     * Also admits callers whose permission is limited to their own things, such as
     * `orders.read_own` for `orders.read`. The handler answers 404 for everything else.
     */
    own?: true
    /**
     * The route accepts an `Idempotency-Key`: the work is done once, and the same key gets the same
     * answer. With `required`, the use case must know the key as well, because it is called again
     * when it is uncertain whether the work was done.
     */
    idempotency?: 'optional' | 'required'
    /** Requests a minute for one caller, where the general limit is too high. */
    rateLimitPerMinute?: number
    /**
     * For static files and health checks: there is no authentication, no rate limit and no
     * `request.ctx`.
     */
    plain?: true
    /** The OpenAPI description of a body that is streamed, and not checked by a schema. */
    described?: Pick<FastifySchema, 'body' | 'response' | 'consumes' | 'produces'>
    /**
     * Descriptions of the answers, where neither the schema nor the summary of the route says it.
     */
    answers?: Record<number, string>
  }
  interface FastifyRequest {
    /** Set before the handler runs. On a route for `anyone` the actor may be `nobody`. */
    ctx: Ctx
  }
  interface FastifyInstance {
    /**
     * From now on this process reports that it is not ready, and asks its callers to connect
     * elsewhere.
     */
    stopping(): void
  }
}

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  FastifyZodOpenApiTypeProvider
>

/**
 * The routes of a module; their addresses are below `/api/v1` unless `app.ts` registers them as
 * `rootRoutes`.
 */
export type Routes = (app: App, runtime: Runtime) => void
