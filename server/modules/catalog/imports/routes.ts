import { Readable } from 'node:stream'
import { CSV_BODY, CSV_REPLY, CsvChoice } from '#platform/csv/csv-body.ts'
import { sendCsv } from '#platform/csv/send-csv.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import type { App, Routes } from '#platform/routes.ts'
import { ImportParams, ImportView } from '../contract.ts'
import { exportProducts } from '../exports/export-products.ts'
import { failuresOf, getImport } from './read-import.ts'
import { FILE_BYTES_MAX, receiveImport } from './receive-import.ts'
import { runImport } from './run-import.ts'

const tags = ['products']
/** Of the time that a request may take: the rest is for what was begun when it is over. */
const SHARE_OF_REQUEST = 0.7

export const importRoutes: Routes = (app) => {
  app.get('/products/export.csv', {
    config: { permission: 'catalog.read', described: CSV_REPLY },
    schema: {
      tags,
      summary: 'Export all products as CSV',
      description: 'A row for each SKU. The import reads the same file again without loss.',
      querystring: CsvChoice,
    },
    handler: ({ ctx, query }, reply) =>
      sendCsv(reply, { name: 'products.csv', ...query }, exportProducts(ctx)),
  })
  app.get('/products/imports/:importId', {
    config: { permission: 'catalog.import' },
    schema: {
      tags,
      summary: 'Read what became of an import',
      params: ImportParams,
      response: { 200: ImportView },
    },
    handler: ({ ctx, params }) => getImport(ctx, params.importId),
  })
  app.get('/products/imports/:importId/failures.csv', {
    config: { permission: 'catalog.import', described: CSV_REPLY },
    schema: {
      tags,
      summary: 'Read the failed rows of an import',
      description: 'As CSV, with the reason in front of each row: mend it and send it again.',
      params: ImportParams,
      querystring: CsvChoice,
    },
    handler: async ({ ctx, params, query }, reply) => {
      await getImport(ctx, params.importId)
      return sendCsv(reply, { name: 'failures.csv', ...query }, failuresOf(ctx, params.importId))
    },
  })
  // Only here may a body be a stream.
  app.register(async (scope: App) => importRoute(scope))
}

function importRoute(app: App): void {
  app.addContentTypeParser('text/csv', (request, body, done) => {
    const bytes = Number(request.headers['content-length'] ?? 0)
    if (request.headers['content-encoding']) done(HttpProblem.unsupported_media_type())
    else if (bytes > FILE_BYTES_MAX) done(HttpProblem.body_too_large({ bytesMax: FILE_BYTES_MAX }))
    else done(null, body)
  })
  app.post('/products/import', {
    config: {
      ...{ permission: 'catalog.import', rateLimitPerMinute: 30, described: CSV_BODY },
      answers: {
        200: 'All rows were read.',
        202: 'It takes longer and goes on; `location` says where to ask for it.',
      },
    },
    schema: {
      tags,
      summary: 'Import products from CSV',
      description:
        'Send text/csv in UTF-8, up to 50 MB, a row for each SKU, with the columns of the export; ' +
        'only sku is always needed. Cells are separated by commas, semicolons or tabs, as in the ' +
        'first row. A price, such as 499.00 or 499,00 in the column price:INR, has no more digits ' +
        'than its currency, and nothing that separates thousands. A SKU that exists is changed, ' +
        'others are added, to the product of the row’s product_id or else of the same name. An ' +
        'empty cell changes nothing. Bad rows are left out and told. What takes long is answered ' +
        '202 and goes on in the background.',
      response: { 200: ImportView, 202: ImportView },
    },
    handler: async ({ ctx, body, flight }, reply) => {
      if (!(body instanceof Readable)) throw HttpProblem.unsupported_media_type()
      const id = await receiveImport(ctx, body)
      const endsAt = flight.startedAt + SHARE_OF_REQUEST * ctx.config.requestTimeoutMs
      const leftMs = Math.max(0, Math.round(endsAt - performance.now()))
      await runImport(ctx, id, AbortSignal.timeout(leftMs))
      const view = await getImport(ctx, id)
      reply.header('location', `/api/v1/products/imports/${id}`)
      return reply.code(view.state === 'done' ? 200 : 202).send(view)
    },
  })
}
