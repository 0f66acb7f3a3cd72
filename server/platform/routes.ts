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
     * Who may call: the name of a permission, `signed_in`, or `anyone`.
     * A route without it does not start.
     */
    permission?: string
    /**
     * Also lets people in who have the permission for what is their own, such as `orders.read_own`
     * for `orders.read`. The handler answers them 404 for all else.
     */
    own?: true
    /**
     * Takes an `Idempotency-Key`: the same key gets the same answer and the work is done once. Where
     * it is required, the work itself must know the key as well: it is asked again when it is not
     * certain that it was done.
     */
    idempotency?: 'optional' | 'required'
    /** Requests a minute for one caller, where the general limit is too generous. */
    rateLimitPerMinute?: number
    /**
     * For files and health: nobody is asked who he is, no limit counts, no other system is needed,
     * and there is no `request.ctx`.
     */
    plain?: true
    /** What the description says of a body that is read or sent as it is, and not by a schema. */
    described?: Pick<FastifySchema, 'body' | 'response' | 'consumes' | 'produces'>
    /** What each answer means, where neither its schema nor what the route reads says it. */
    answers?: Record<number, string>
  }
  interface FastifyRequest {
    /** Set before any handler runs. On a route for `anyone` the actor may be `nobody`. */
    ctx: Ctx
  }
  interface FastifyInstance {
    /** From now on this process says that it is not ready, and asks its callers to go elsewhere. */
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

/** How a module gives its use cases addresses, below `/api/v1` unless it says otherwise. */
export type Routes = (app: App, runtime: Runtime) => void
