import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { SeparatorName } from './csv-body.ts'
import { separatorNamed } from './separator.ts'
import { writeCsv } from './write-csv.ts'

type File = { name: string; separator: SeparatorName }

/**
 * Sends a CSV file with this name while its pages are read. The first page begins with the header.
 */
export function sendCsv(
  reply: FastifyReply,
  { name, separator }: File,
  pages: AsyncIterable<readonly (readonly string[])[]>,
): FastifyReply {
  reply.header('content-disposition', `attachment; filename="${name}"`)
  reply.header('cache-control', 'no-store')
  return reply
    .type('text/csv; charset=utf-8')
    .send(Readable.from(writeCsv(pages, separatorNamed(separator))))
}
