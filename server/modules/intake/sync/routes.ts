import { connectStore } from '#channels'
import { inTransaction } from '#platform/database.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import type { Routes } from '#platform/routes.ts'
import * as contract from '../contract.ts'
import { IntakeProblem } from '../problems.ts'
import { readCompleteness } from './completeness.ts'
import { SYNC_STORE } from './poll-store.ts'

const tags = ['stores']

export const syncRoutes: Routes = (app) => {
  app.get('/stores/:storeId/completeness', {
    config: { permission: 'channels.read' },
    schema: {
      tags,
      summary: 'Read up to when nothing is missing',
      description:
        'Ranges count only when they were compared with the platform’s own list and everything ' +
        'in it has landed. `missing` are orders that we know of and that have not landed yet.',
      params: contract.StoreParams,
      response: { 200: contract.CompletenessView },
    },
    handler: ({ ctx, params }) => readCompleteness(ctx, params.storeId),
  })
  app.post('/stores/:storeId/sync', {
    config: { permission: 'channels.manage', rateLimitPerMinute: 20 },
    schema: {
      tags,
      summary: 'Ask the platform for its orders now',
      description:
        'With `since` also for what had changed before the store was connected. What has been ' +
        'compared already is not asked for again.',
      params: contract.StoreParams,
      body: contract.SyncBody,
      response: { 202: contract.SyncAccepted },
    },
    handler: async ({ ctx, params, body }, reply) => {
      const { client } = await connectStore(ctx, params.storeId)
      if (client.hasNoList) throw IntakeProblem.cannot_be_asked()
      const { orgId, actor, cause } = ctx
      const payload = { storeId: params.storeId, isAsked: true, ...body }
      await inTransaction(ctx.db, (tx) => enqueue(tx, SYNC_STORE, payload, { orgId, actor, cause }))
      return reply.code(202).send({ accepted: true })
    },
  })
}
