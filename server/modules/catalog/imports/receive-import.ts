import type { Ctx } from '#platform/context.ts'
import { readCsv } from '#platform/csv/read-csv.ts'
import { inTransaction } from '#platform/database.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import { newId } from '#platform/random.ts'
import { CatalogProblem } from '../problems.ts'
import { requireHeader } from './rows/columns.ts'
import { deleteImport, findChunk, insertChunk, insertImport, startImport } from './store.ts'

export const FILE_BYTES_MAX = 50 * 1_024 * 1_024
const CHUNK_BYTES = 1_024 * 1_024

/**
 * Puts the file into the database as it arrives, so that neither a slow line nor the end of this
 * process can lose half of it. The job goes on with it should nobody else.
 */
export async function receiveImport(ctx: Ctx, body: AsyncIterable<Uint8Array>): Promise<string> {
  const { db, orgId, actor, config } = ctx
  const id = newId()
  const now = ctx.clock.now()
  await insertImport(db, orgId, { id, actor, now })
  try {
    await spool(ctx, id, body)
    const header = await readHeader(ctx, id)
    // By then the request is done with the file, or has left the rest of it to the job.
    const startAfter = new Date(now.getTime() + config.requestTimeoutMs)
    await inTransaction(db, async (tx) => {
      await startImport(tx, orgId, { id, header })
      const payload = { importId: id }
      await enqueue(tx, 'catalog.run_import', payload, { orgId, actor, startAfter })
    })
  } catch (error) {
    await deleteImport(db, orgId, id)
    throw error
  }
  return id
}

async function spool(ctx: Ctx, importId: string, body: AsyncIterable<Uint8Array>): Promise<void> {
  let pieces: Uint8Array[] = []
  let bytes = 0
  let position = 0
  let total = 0
  const flush = async () => {
    const chunk = { importId, position: position++, bytes: Buffer.concat(pieces) }
    await insertChunk(ctx.db, ctx.orgId, chunk)
    pieces = []
    bytes = 0
  }
  for await (const piece of body) {
    total += piece.length
    if (total > FILE_BYTES_MAX) throw HttpProblem.body_too_large({ bytesMax: FILE_BYTES_MAX })
    pieces.push(piece)
    bytes += piece.length
    if (bytes >= CHUNK_BYTES) await flush()
  }
  if (bytes > 0) await flush()
}

async function readHeader(ctx: Ctx, importId: string): Promise<string[]> {
  for await (const record of readCsv(chunksOf(ctx, importId))) {
    if (!('cells' in record)) break
    const header = record.cells.map((name) => name.trim())
    requireHeader(header)
    return header
  }
  const detail = 'The file must begin with a line of column names.'
  throw CatalogProblem.file_refused({ errors: [{ pointer: '/body', detail }] })
}

/** The file, a piece at a time. */
export async function* chunksOf(
  { db, orgId }: Pick<Ctx, 'db' | 'orgId'>,
  importId: string,
): AsyncGenerator<Buffer> {
  for (let position = 0; ; position++) {
    const bytes = await findChunk(db, orgId, importId, position)
    if (!bytes) return
    yield bytes
  }
}
