import { inTransaction } from '#platform/database.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import type { Routes } from '#platform/routes.ts'
import { IntegrityView, RunAccepted, RunList, RunsQuery, StartRunBody } from './contract.ts'
import { listRuns } from './store.ts'

export const integrityRoutes: Routes = (app) => {
  app.get('/integrity', {
    config: { permission: 'integrity.read' },
    schema: {
      tags: ['integrity'],
      summary: 'Read whether the books balance',
      response: { 200: IntegrityView },
    },
    handler: async ({ ctx }) => {
      const [latest = null] = await listRuns(ctx.db, ctx.orgId, { limit: 1 })
      const [latestOfAll = null] = await listRuns(ctx.db, ctx.orgId, { limit: 1, kind: 'all' })
      const findings = (latest?.findings ?? 0) + (latestOfAll?.findings ?? 0)
      const state = !latest ? 'unknown' : findings > 0 ? 'broken' : 'balanced'
      return { state, checkedAt: latest?.endedAt ?? null, latest, latestOfAll } as const
    },
  })

  app.get('/integrity/runs', {
    config: { permission: 'integrity.read' },
    schema: {
      tags: ['integrity'],
      summary: 'List the latest looks at the books',
      querystring: RunsQuery,
      response: { 200: RunList },
    },
    handler: async ({ ctx, query }) => ({ runs: await listRuns(ctx.db, ctx.orgId, query) }),
  })

  app.post('/integrity/runs', {
    config: { permission: 'integrity.read', rateLimitPerMinute: 6 },
    schema: {
      tags: ['integrity'],
      summary: 'Look at the books now',
      description: 'Starts a job; its result appears among the runs.',
      body: StartRunBody,
      response: { 202: RunAccepted },
    },
    handler: async ({ ctx, body }, reply) => {
      const name = body.kind === 'all' ? 'integrity.verify_all' : 'integrity.verify_changes'
      const { orgId, actor, cause } = ctx
      await inTransaction(ctx.db, (tx) => enqueue(tx, name, {}, { orgId, actor, cause }))
      return reply.code(202).send({ accepted: true })
    },
  })
}
