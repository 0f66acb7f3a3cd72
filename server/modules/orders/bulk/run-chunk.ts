import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { inLanes } from '#platform/in-lanes.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import { askerOf, giveUp } from './asker.ts'
import { changeOne } from './change-one.ts'
import { listWaiting } from './rows.ts'
import { findRun } from './store.ts'

const CHUNK_ORDERS = 100
/**
 * How many orders are changed at once. Each mostly waits for the database: on two busy cores four
 * lanes changed 95 to 190 orders a second, one lane 55 to 130, and eight no more than four
 * (November 2026).
 */
const LANES = 4

/** A part of a run: the rows after the line `after`. */
export type Chunk = { bulkId: string; round: number; after: number }

/**
 * Changes the next orders of a run and asks for the next chunk. Only one chunk of a run waits in
 * the queue, so that a large run does not hold up all others.
 */
export async function runChunk(ctx: Ctx, chunk: Chunk, signal: AbortSignal): Promise<void> {
  const { bulkId, round, after } = chunk
  const run = await findRun(ctx.db, ctx.orgId, bulkId)
  if (run?.state !== 'running' || run.round !== round) return
  const asker = await askerOf(ctx, run)
  if (!asker) return giveUp(ctx, bulkId, 'asker_left')

  const lines = await listWaiting(ctx.db, ctx.orgId, bulkId, { after, limit: CHUNK_ORDERS })
  await inLanes(untilAborted(lines, signal), LANES, (line) => changeOne(asker, run, line))
  if (lines.length < CHUNK_ORDERS) return
  const next = { bulkId, round, after: lines.at(-1)! }
  await inTransaction(ctx.db, (tx) => enqueueChunk(ctx, tx, next))
}

function* untilAborted(lines: number[], signal: AbortSignal): Generator<number> {
  for (const line of lines) {
    signal.throwIfAborted()
    yield line
  }
}

/** Asks for a chunk. Asking again does not add it a second time. */
export const enqueueChunk = ({ orgId, actor, cause }: Ctx, tx: Tx, chunk: Chunk): Promise<void> =>
  enqueue(tx, 'orders.run_bulk', chunk, {
    ...{ orgId, actor, cause },
    key: `${chunk.bulkId} ${chunk.round} ${chunk.after}`,
  })
