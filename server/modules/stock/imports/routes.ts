import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { CSV_BODY, CsvChoice } from '#platform/csv/csv-body.ts'
import { sendCsv } from '#platform/csv/send-csv.ts'
import { separatorNamed } from '#platform/csv/separator.ts'
import { writeCsv } from '#platform/csv/write-csv.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import type { App } from '#platform/routes.ts'
import { ImportView } from '../contract.ts'
import { failedRows, importLevels } from './import-levels.ts'

const FILE_BYTES_MAX = 10_000_000
const FAILURES_SHOWN_MAX = 1_000

/** A scope of its own: only here may a body be a stream. */
export const importRoutes = (app: App): void =>
  void app.register(async (scope: App) => route(scope))

function route(app: App): void {
  app.addContentTypeParser('text/csv', (request, body, done) => {
    const bytes = Number(request.headers['content-length'] ?? Infinity)
    if (request.headers['content-encoding']) done(HttpProblem.unsupported_media_type())
    else if (bytes > FILE_BYTES_MAX) done(HttpProblem.body_too_large({ bytesMax: FILE_BYTES_MAX }))
    else done(null, body)
  })
  app.post('/stock/import', {
    config: { permission: 'stock.adjust', rateLimitPerMinute: 30, described: CSV_BODY },
    schema: {
      tags: ['stock'],
      summary: 'Import counted levels from CSV',
      description:
        'Send text/csv in UTF-8 with the columns sku and quantity, and if wanted location and ' +
        'reason, separated by commas, semicolons or tabs. Each row says how many pieces there ' +
        'are. Bad rows are left out and told; with `Accept: text/csv` the reply is the file of ' +
        'the failed rows, with the `separator` of your choice.',
      querystring: CsvChoice,
      response: { 200: ImportView },
    },
    handler: async ({ ctx, body, headers, query: { separator } }, reply) => {
      if (!(body instanceof Readable)) throw HttpProblem.unsupported_media_type()
      const imported = await importLevels(ctx, body)
      if (headers.accept?.startsWith('text/csv')) {
        return sendCsv(reply, { name: 'failures.csv', separator }, failedRows(imported))
      }
      const { moved, failures } = imported
      const rows = writeCsv(failedRows(imported), separatorNamed(separator))
      return reply.send({
        ...{ moved, refused: failures.length, failures: failures.slice(0, FAILURES_SHOWN_MAX) },
        failedRows: (await buffer(rows)).toString(),
      })
    },
  })
}
