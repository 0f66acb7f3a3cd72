import { Readable } from 'node:stream'
import { CSV_REPLY, CsvChoice } from '#platform/csv/csv-body.ts'
import { separatorNamed } from '#platform/csv/separator.ts'
import { sendCsv } from '#platform/csv/send-csv.ts'
import type { App } from '#platform/routes.ts'
import { z } from 'zod'
import {
  BulkBody,
  BulkPage,
  BulkParams,
  BulkPreview,
  BulkQuery,
  BulkRowPage,
  BulkRowQuery,
  BulkStarted,
  BulkView,
} from './contract.ts'
import { readDocument } from './documents/read-document.ts'
import { previewBulk } from './preview-bulk.ts'
import { failuresOf, readBulk, readBulks, readRows } from './read-bulk.ts'
import { startBulk } from './start-bulk.ts'
import { cancelBulk, retryBulk, undoBulk } from './steer-bulk.ts'

const config = { permission: 'orders.bulk' } as const
const tags = ['orders']
/** Documents contain names and notes from anybody, so nothing in them may be executed. */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-modals"

/** Routes for changing many orders in the background, selected by id or by a filter. */
export function bulkRoutes(app: App): void {
  startRoutes(app)
  steerRoutes(app)
  readRoutes(app)
  rowRoutes(app)
}

function startRoutes(app: App): void {
  app.post('/orders/bulk', {
    config: { ...config, idempotency: 'optional' },
    schema: {
      tags,
      summary: 'Do one thing to many orders',
      description:
        'Needs the right for the action too. Each order is changed once, in its own transaction ' +
        'and in the name of whoever asks; one that refuses does not stop the others.',
      body: BulkBody,
      response: { 202: BulkStarted },
    },
    handler: async ({ ctx, body }, reply) => {
      const id = await startBulk(ctx, body)
      return reply.code(202).header('location', `/api/v1/orders/bulk/${id}`).send({ id })
    },
  })
  app.post('/orders/bulk/preview', {
    config,
    schema: {
      tags,
      summary: 'See what a bulk action would do',
      description: 'Decides as the run would, up to 5,000 orders, and changes nothing.',
      body: BulkBody,
      response: { 200: BulkPreview },
    },
    handler: ({ ctx, body }) => previewBulk(ctx, body),
  })
}

function steerRoutes(app: App): void {
  app.post('/orders/bulk/:bulkId/cancellations', {
    config,
    schema: {
      tags,
      summary: 'Stop a bulk action',
      description: 'What was changed stays changed. What was not reached can be retried later.',
      params: BulkParams,
      response: { 200: BulkView },
    },
    handler: async ({ ctx, params }) => {
      await cancelBulk(ctx, params.bulkId)
      return readBulk(ctx, params.bulkId)
    },
  })
  app.post('/orders/bulk/:bulkId/retries', {
    config,
    schema: {
      tags,
      summary: 'Try again what a bulk action could not do',
      description: 'The failed rows, and those that a stop has left out, in the same run.',
      params: BulkParams,
      response: { 202: BulkView },
    },
    handler: async ({ ctx, params }, reply) => {
      await retryBulk(ctx, params.bulkId)
      return reply.code(202).send(await readBulk(ctx, params.bulkId))
    },
  })
  app.post('/orders/bulk/:bulkId/undo', {
    config,
    schema: {
      tags,
      summary: 'Take a bulk action back',
      description:
        'Makes a new run from the former values. Holds, releases, tags and assignees can be taken ' +
        'back, each run once; steps that customers and stock have seen cannot.',
      params: BulkParams,
      response: { 202: BulkStarted },
    },
    handler: async ({ ctx, params }, reply) => {
      const id = await undoBulk(ctx, params.bulkId)
      return reply.code(202).header('location', `/api/v1/orders/bulk/${id}`).send({ id })
    },
  })
}

function readRoutes(app: App): void {
  app.get('/orders/bulk', {
    config,
    schema: {
      tags,
      summary: 'List bulk actions',
      description: 'Newest first, those of the last 90 days.',
      querystring: BulkQuery,
      response: { 200: BulkPage },
    },
    handler: ({ ctx, query }) => readBulks(ctx, query),
  })
  app.get('/orders/bulk/:bulkId', {
    config,
    schema: {
      tags,
      summary: 'Read how far a bulk action is',
      params: BulkParams,
      response: { 200: BulkView },
    },
    handler: ({ ctx, params }) => readBulk(ctx, params.bulkId),
  })
}

function rowRoutes(app: App): void {
  app.get('/orders/bulk/:bulkId/rows', {
    config,
    schema: {
      tags,
      summary: 'Read what became of each order of a bulk action',
      params: BulkParams,
      querystring: BulkRowQuery,
      response: { 200: BulkRowPage },
    },
    handler: ({ ctx, params, query }) => readRows(ctx, params.bulkId, query),
  })
  app.get('/orders/bulk/:bulkId/document', {
    config: {
      ...config,
      described: { produces: ['text/html', 'text/csv'], response: { 200: z.string() } },
    },
    schema: {
      tags,
      summary: 'Read what a run has printed or exported',
      description:
        'Packing slips, one to a page, or one pick list by location as HTML to print; an export as ' +
        'CSV with a row for each line. Orders stand in it as they are now: what may not be sent, ' +
        'as it is not confirmed, held or cancelled, is left out and named at the end.',
      params: BulkParams,
      querystring: CsvChoice,
    },
    handler: async ({ ctx, params, query }, reply) => {
      const separator = separatorNamed(query.separator)
      const { mediaType, name, content } = await readDocument(ctx, params.bulkId, separator)
      const isPage = mediaType.startsWith('text/html')
      reply.headers({
        'cache-control': 'no-store',
        'content-disposition': `${isPage ? 'inline' : 'attachment'}; filename="${name}"`,
        ...(isPage && { 'content-security-policy': PAGE_POLICY }),
      })
      return reply.type(mediaType).send(Readable.from(content))
    },
  })
  app.get('/orders/bulk/:bulkId/failures.csv', {
    config: { ...config, described: CSV_REPLY },
    schema: {
      tags,
      summary: 'Read the failed rows of a bulk action as CSV',
      params: BulkParams,
      querystring: CsvChoice,
    },
    handler: async ({ ctx, params, query }, reply) => {
      const pages = await failuresOf(ctx, params.bulkId)
      return sendCsv(reply, { name: 'failures.csv', ...query }, pages)
    },
  })
}
