import { fastify } from 'fastify'
import { z } from 'zod'
import { systemClock } from '#platform/clock.ts'
import { logLevelOf, readConfig } from '#platform/config.ts'
import type { Runtime } from '#platform/context.ts'
import { openDatabase } from '#platform/database.ts'
import { createHttpServer, type Identity } from '#platform/http/server.ts'
import { createLog } from '#platform/log.ts'
import { createMetrics } from '#platform/metrics.ts'
import { createOutbound } from '#platform/outbound.ts'
import { newId } from '#platform/random.ts'
import type { App } from '#platform/routes.ts'
import { createSecrets } from '#platform/secrets.ts'
import { PATH, REPLY, TOKEN } from './bench-http-route.ts'

/** One of the two servers that are compared, in a process of its own. It ends with its parent. */
const app = process.argv[2] === 'bare' ? bareServer() : productServer()
const address = await app.listen({ host: '127.0.0.1', port: 0 })
process.on('disconnect', () => process.exit(0))
process.send!(address)

function bareServer() {
  const bare = fastify()
  bare.get(PATH, async () => REPLY)
  return bare
}

/**
 * The server of the product with everything that a request passes through, and one identity that is
 * cached.
 */
function productServer() {
  const settings = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }
  const config = readConfig({ ...settings, PENSTOCK_RATE_LIMIT_PER_MINUTE: '10000000' })
  const log = createLog({ level: logLevelOf(config) })
  const metrics = createMetrics()
  const limits = { poolMax: 2, waitMs: 1_000, queryTimeoutMs: 1_000 }
  const runtime: Runtime = {
    ...{ config, log, metrics, clock: systemClock },
    db: openDatabase(settings.DATABASE_URL, limits).db,
    outbound: createOutbound({ log, metrics, allowPrivate: [] }),
    secrets: createSecrets([`bench:${Buffer.alloc(32).toString('base64')}`]),
  }
  const orgId = newId()
  const identity: Identity = {
    orgId,
    actor: { type: 'user', id: newId(), name: 'Bench' },
    permissions: new Set(['bench.read']),
    via: 'bearer',
  }
  const known = new Map([[TOKEN, identity]])
  return createHttpServer(runtime, {
    authenticate: ({ bearer = '' }) => known.get(bearer),
    defaultOrg: async () => orgId,
    permissions: new Set(['bench.read']),
    ready: async () => [],
    routes: [],
    rootRoutes: [trivialRoute],
  })
}

function trivialRoute(served: App): void {
  served.get(PATH, {
    config: { permission: 'bench.read' },
    schema: { response: { 200: z.object({ id: z.string(), ok: z.boolean() }) } },
    handler: async () => REPLY,
  })
}
