import cors from '@fastify/cors'
import type { Runtime } from '../context.ts'
import type { App, Routes } from '../routes.ts'
import type { Soon } from '../when.ts'
import { createBareApp } from './bare-app.ts'
import { createBegin } from './begin.ts'
import { watchConnections } from './connections.ts'
import { drain } from './drain.ts'
import { createFlights } from './flights.ts'
import { createGuard, type Guard } from './guard.ts'
import { securityHeaders } from './headers.ts'
import { type Check, healthRoutes, metricsRoute } from './health.ts'
import { httpMetrics } from './http-metrics.ts'
import type { Authenticate, Credentials, Identity } from './identity.ts'
import { CONNECTIONS_PER_IP_MAX } from './limits.ts'
import { describeRoutes, openapiRoute } from './openapi.ts'
import { watchLag } from './overload.ts'
import { createRateLimits } from './rate-limits.ts'
import { createLanding } from './request-log.ts'
import { watchRoutes } from './watch-routes.ts'
import { findPage, webRoutes } from './web.ts'

export type { Authenticate, Check, Credentials, Identity }

export type HttpParts = {
  authenticate: Authenticate
  /** The org for callers who are not signed in. */
  defaultOrg: () => Promise<string>
  /** All permissions. A route with another one, or with none, stops the start. */
  permissions: ReadonlySet<string>
  /** Below `/api/v1`. */
  routes: Routes[]
  /** Routes with their full address, such as those that platforms call. */
  rootRoutes?: Routes[]
  ready: () => Promise<Check[]>
  /** The folder of the built portal. */
  webRoot?: string
  version?: string
  /** For tests, which need smaller limits. */
  overrides?: { connectionsPerIpMax?: number; lagMs?: () => number }
}

/** The HTTP server of the product. `listen` opens it; `close` drains it. */
export function createHttpServer(runtime: Runtime, parts: HttpParts): App {
  const { config } = runtime
  const flights = createFlights(config.requestTimeoutMs, (flight) => land(flight))
  const metrics = httpMetrics(runtime.metrics, () => flights.count)
  const land = createLanding(runtime.log, metrics)
  const app = createBareApp(runtime, metrics)
  app.decorateRequest('ctx')
  app.decorateRequest('flight')
  app.decorateRequest('claim', null)

  const connections = watchConnections(app.server, {
    perIpMax: parts.overrides?.connectionsPerIpMax ?? CONNECTIONS_PER_IP_MAX,
    trustedProxies: config.trustedProxies,
    metrics,
  })
  const isStopping = drain(app, flights, connections)
  const addresses = watchRoutes(app, parts.permissions)
  const page = findPage(parts.webRoot)
  app.setNotFoundHandler((request, reply) => {
    const shown = page(request, reply)
    if (!shown) throw addresses.refusal(request)
    return shown
  })
  const lag = watchLag()
  const lagMs = parts.overrides?.lagMs ?? lag.meanMs
  const headers = securityHeaders(config)
  app.addHook('onRequest', createBegin(runtime, { flights, lagMs, headers, addresses }))

  const limits = createRateLimits(runtime)
  const guard = createGuard(runtime, { ...parts, limits })
  registerPlugins(app, runtime, guard, parts.version ?? '0.0.0')
  registerRoutes(app, runtime, { ...parts, guard, isStopping })
  app.addHook('onClose', async () => {
    for (const part of [flights, connections, lag, limits]) part.stop()
  })
  return app
}

function registerPlugins(app: App, runtime: Runtime, guard: Guard, version: string): void {
  const { corsOrigins } = runtime.config
  describeRoutes(app, version)
  if (corsOrigins.length > 0) {
    app.register(cors, {
      origin: corsOrigins.map((text) => new URL(text).origin),
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders: ['etag', 'location', 'ratelimit', 'retry-after', 'x-request-id'],
      maxAge: CORS_KEPT_S,
    })
  }
  // After the plugins, so that a page of an allowed origin can read a refusal too.
  app.after(() => {
    app.addHook('onRequest', (request, reply, done) => {
      const { facts } = request.flight
      if (facts.isPlain) return done()
      let admitted: Soon<void>
      try {
        admitted = guard(request, reply, facts)
      } catch (error) {
        return done(error as Error)
      }
      if (admitted instanceof Promise) admitted.then(() => done(), done)
      else done()
    })
  })
}

const CORS_KEPT_S = 600

function registerRoutes(
  app: App,
  runtime: Runtime,
  parts: HttpParts & { guard: Guard; isStopping: () => boolean },
): void {
  app.register(async (root: App) => {
    openapiRoute(root)
    healthRoutes(root, parts)
    metricsRoute(root, runtime.metrics, parts.guard)
    for (const routes of parts.rootRoutes ?? []) routes(root, runtime)
    if (parts.webRoot !== undefined) webRoutes(root, parts.webRoot)
  })
  app.register(
    async (api: App) => {
      for (const routes of parts.routes) routes(api, runtime)
    },
    { prefix: '/api/v1' },
  )
}
