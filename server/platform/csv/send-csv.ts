import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { writeCsv } from './write-csv.ts'

/**
 * Sends a CSV file with this name while its pages are read. The first page begins with the header.
 */
export function sendCsv(
  reply: FastifyReply,
  name: string,
  pages: AsyncIterable<readonly (readonly string[])[]>,
): FastifyReply {
  reply.header('content-disposition', `attachment; filename="${name}"`)
  reply.header('cache-control', 'no-store')
  return reply.type('text/csv; charset=utf-8').send(Readable.from(writeCsv(pages)))
}
