import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { readCsv } from '#platform/csv/read-csv.ts'
import { inTransaction } from '#platform/database.ts'
import { scoped } from '#platform/events.ts'
import { listTypes } from '../types/store.ts'
import { chunksOf } from './receive-import.ts'
import { importBatch } from './import-batch.ts'
import { type Entry, entryOf } from './entry.ts'
import { findImport, finishImport, lockImport } from './store.ts'

const BATCH_ROWS = 500

/**
 * Goes on with a file where its results end, until it is done or `signal` says that it is enough.
 * Two at once do no harm: a batch that finds its rows done already ends the run.
 */
export async function runImport(ctx: Ctx, importId: string, signal: AbortSignal): Promise<void> {
  const found = await findImport(ctx.db, ctx.orgId, importId)
  if (found?.state !== 'running') return
  // What the file changes is changed in the name of the person who sent it.
  const sender = scoped(ctx, { orgId: ctx.orgId, actor: found.actor, cause: ctx.cause })
  const types = await listTypes(ctx.db, ctx.orgId)
  const file = {
    ...{ importId, createdAt: found.createdAt },
    types: new Map(types.map(({ name, attributes }) => [name, attributes])),
  }

  let done = found.records
  for await (const batch of batchesOf(ctx, found)) {
    if (signal.aborted) return
    if (!(await importBatch(sender, { ...file, done }, batch))) return
    done += batch.length
  }
  await finish(sender, importId)
}

/** What has not been read yet, without the header and what has its result. */
async function* batchesOf(
  ctx: Ctx,
  { id, header, records }: { id: string; header: string[]; records: number },
): AsyncGenerator<Entry[]> {
  let batch: Entry[] = []
  let skip = 1 + records
  for await (const record of readCsv(chunksOf(ctx, id))) {
    if (skip-- > 0) continue
    batch.push(entryOf(record, header))
    if (batch.length < BATCH_ROWS) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

async function finish(ctx: Ctx, importId: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const end = await lockImport(tx, ctx.orgId, importId)
    if (end?.state !== 'running') return
    await finishImport(tx, ctx.orgId, importId, ctx.clock.now())
    const { imported, updated, unchanged, failed } = end
    await audit.record(ctx, tx, {
      action: 'products.imported',
      subject: { type: 'product_import', id: importId },
      after: { imported, updated, unchanged, failed },
    })
  })
}
