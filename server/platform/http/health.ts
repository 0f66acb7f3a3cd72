import { z } from 'zod'
import type { Metrics } from '../metrics.ts'
import type { App } from '../routes.ts'
import type { Guard } from './guard.ts'
import { NO_ROUTE } from './route-facts.ts'
import { HttpProblem } from './problems.ts'

/** The health of one part of the process, such as the database. */
export type Check = { name: string; ok: boolean; detail?: string }

const Alive = z.object({ status: z.literal('ok') }).describe('The process lives.')
const Ready = z
  .object({
    status: z.literal('ready'),
    checks: z
      .array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string().optional() }))
      .optional(),
  })
  .describe('The process takes requests.')
const ReadyQuery = z.object({ verbose: z.string().optional() })

const PLAIN = { permission: 'anyone', plain: true } as const

export function healthRoutes(
  app: App,
  parts: { ready: () => Promise<Check[]>; isStopping: () => boolean },
): void {
  for (const url of ['/livez', '/healthz']) {
    app.get(url, {
      config: PLAIN,
      schema: {
        tags: ['operations'],
        summary: 'Tell whether the process lives',
        description: 'Asks nobody else: a database that is away is no reason for a restart.',
        response: { 200: Alive },
      },
      handler: () => ({ status: 'ok' as const }),
    })
  }
  const check = shared(parts.ready)
  app.get('/readyz', {
    config: PLAIN,
    schema: {
      tags: ['operations'],
      summary: 'Tell whether the process takes requests',
      description: '503 while a part that it needs does not answer, and once it has begun to stop.',
      querystring: ReadyQuery,
      response: { 200: Ready },
    },
    handler: async (request) => {
      const checks = parts.isStopping() ? [STOPPING] : await check()
      const shown = request.query.verbose === undefined ? {} : { checks }
      if (checks.some(({ ok }) => !ok)) throw HttpProblem.not_ready(shown)
      return { status: 'ready' as const, ...shown }
    },
  })
}

const STOPPING: Check = { name: 'process', ok: false, detail: 'It is stopping.' }
const CHECK_LIMIT_MS = 2_000
const KEPT_MS = 500

/** Anyone may ask as often as they like, so questions at about the same time share one answer. */
function shared(ready: () => Promise<Check[]>): () => Promise<Check[]> {
  let asked: Promise<Check[]> | undefined
  return () => {
    if (!asked) {
      asked = inTime(ready)
      setTimeout(() => (asked = undefined), KEPT_MS).unref()
    }
    return asked
  }
}

async function inTime(ready: () => Promise<Check[]>): Promise<Check[]> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Check[]>((resolve) => {
    const detail = `They took longer than ${CHECK_LIMIT_MS} ms.`
    timer = setTimeout(() => resolve([{ name: 'checks', ok: false, detail }]), CHECK_LIMIT_MS)
  })
  try {
    return await Promise.race([ready(), late])
  } catch (error) {
    return [{ name: 'checks', ok: false, detail: error instanceof Error ? error.name : 'failed' }]
  } finally {
    clearTimeout(timer)
  }
}

const METRICS_READ = { ...NO_ROUTE, permission: 'metrics.read', template: '/metrics' }

/**
 * A collector on this machine needs no credentials; from elsewhere it needs a permission. A request
 * that came through a proxy does not count as local, wherever the proxy runs.
 */
export function metricsRoute(app: App, metrics: Metrics, guard: Guard): void {
  app.get('/metrics', {
    config: PLAIN,
    schema: { hide: true },
    onRequest: async (request, reply) => {
      if (!isLocal(request)) await guard(request, reply, METRICS_READ)
    },
    handler: async (_request, reply) =>
      reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  })
}

const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/

const isLocal = ({
  socket,
  headers,
}: {
  socket: { remoteAddress?: string | undefined }
  headers: Record<string, unknown>
}) =>
  LOOPBACK.test(socket.remoteAddress ?? '') &&
  headers['x-forwarded-for'] === undefined &&
  headers['forwarded'] === undefined
