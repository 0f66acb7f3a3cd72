import { z } from 'zod'
import type { Ctx } from './context.ts'
import { pageOf } from './http/page.ts'
import {
  DeadLetterPage,
  DeadLetterParams,
  DeadLetterQuery,
  DeadLetterRetried,
  DeadLettersRetried,
  DiscardDeadLetter,
  QueueList,
  RetryDeadLetters,
  WholeDeadLetterView,
} from './jobs-contract.ts'
import {
  discardDeadLetter,
  getDeadLetter,
  listDeadLetters,
  retryDeadLetter,
  retryDeadLetters,
} from './jobs-runtime/dead-letters.ts'
import { listQueues } from './jobs-runtime/queue-states.ts'
import type { App, Routes } from './routes.ts'

export const jobsRoutes: Routes = (app) => {
  readingRoutes(app)
  app.post('/admin/dead-letters/retries', {
    config: { permission: 'jobs.manage' },
    schema: {
      tags: ['jobs'],
      summary: 'Start all failed jobs of one kind again',
      description: 'With all their attempts, the oldest first, up to 1,000 in one call.',
      body: RetryDeadLetters,
      response: { 202: DeadLettersRetried },
    },
    handler: async (request, reply) =>
      reply.code(202).send(await retryDeadLetters(request.ctx, request.body.job)),
  })
  app.post('/admin/dead-letters/:id/retries', {
    config: { permission: 'jobs.manage' },
    schema: {
      tags: ['jobs'],
      summary: 'Start a failed job again',
      description: 'With all its attempts. It leaves the list; if it fails again it comes back.',
      params: DeadLetterParams,
      response: { 202: DeadLetterRetried },
    },
    handler: async (request, reply) =>
      reply.code(202).send(await retryDeadLetter(request.ctx, request.params.id)),
  })
  app.post('/admin/dead-letters/:id/discards', {
    config: { permission: 'jobs.manage' },
    schema: {
      tags: ['jobs'],
      summary: 'Give a failed job up for good',
      description: 'The history keeps the job, the reason and who decided it.',
      params: DeadLetterParams,
      body: DiscardDeadLetter,
      response: { 204: {} },
    },
    handler: async (request, reply) => {
      await discardDeadLetter(request.ctx, request.params.id, request.body.reason)
      return reply.code(204).send()
    },
  })
}

function readingRoutes(app: App): void {
  app.get('/admin/dead-letters', {
    config: { permission: 'jobs.read' },
    schema: {
      tags: ['jobs'],
      summary: 'List jobs that failed too often',
      description: 'Newest first. Continue with `after`, the `nextCursor` of the page before.',
      querystring: DeadLetterQuery,
      response: { 200: DeadLetterPage },
    },
    handler: (request) => readDeadLetters(request.ctx, request.query),
  })
  app.get('/admin/dead-letters/:id', {
    config: { permission: 'jobs.read' },
    schema: {
      tags: ['jobs'],
      summary: 'Show a job that failed too often',
      description: 'With what it was to work on, its error and the trace that it is part of.',
      params: DeadLetterParams,
      response: { 200: WholeDeadLetterView },
    },
    handler: (request) => getDeadLetter(request.ctx, request.params.id),
  })
  app.get('/admin/queues', {
    config: { permission: 'jobs.read' },
    schema: {
      tags: ['jobs'],
      summary: 'Show what waits and runs in the background',
      description: 'For each kind of job of this installation. Failed jobs are those of this org.',
      response: { 200: QueueList },
    },
    handler: async ({ ctx }) => ({ queues: await listQueues(ctx.db, ctx.orgId) }),
  })
}

const newestFirst = {
  position: z.strictObject({ diedAt: z.iso.datetime(), id: z.uuid() }),
  positionOf: ({ diedAt, id }: { diedAt: string; id: string }) => ({ diedAt, id }),
}

export async function readDeadLetters(
  ctx: Ctx,
  query: { job?: string | undefined; after?: string | undefined; limit: number },
) {
  const filter = { orgId: ctx.orgId, job: query.job }
  const { rows, pagination } = await pageOf(query, newestFirst, (page) =>
    listDeadLetters(ctx.db, filter, page),
  )
  return { deadLetters: rows, pagination }
}
