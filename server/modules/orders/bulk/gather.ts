import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { Problem } from '#platform/problem.ts'
import { askerOf, giveUp } from './asker.ts'
import { inverseFor } from './bulk.ts'
import { BULK_ORDERS_MAX } from './contract.ts'
import { insertRows, type Item, listRows } from './rows.ts'
import { enqueueChunk } from './run-chunk.ts'
import { readSelection } from './selection.ts'
import { addGathered, findRun, lockRun, openRun, type Run } from './store.ts'

const PAGE_ORDERS = 200

/** Stores the orders of a run page by page, and then starts changing them. */
export async function gather(ctx: Ctx, bulkId: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const run = await findRun(ctx.db, ctx.orgId, bulkId)
    if (run?.state !== 'gathering') return
    const asker = await askerOf(ctx, run)
    if (!asker) return giveUp(ctx, bulkId, 'asker_left')
    const page = await readPage(asker, run)
    if (!page) return giveUp(ctx, bulkId, 'search_too_wide')
    if (run.total + page.items.length > BULK_ORDERS_MAX) {
      return giveUp(ctx, bulkId, 'too_many_orders')
    }
    await inTransaction(ctx.db, (tx) => addPage(asker, tx, run, page))
  }
}

/** Stores one page. Its rows and the position of the next page are one commit. */
async function addPage(ctx: Ctx, tx: Tx, run: Run, { items, readTo }: Page): Promise<void> {
  const now = await lockRun(tx, ctx.orgId, run.id)
  // Each page adds orders, so a different total means that somebody else has read on meanwhile.
  if (now?.state !== 'gathering' || now.total !== run.total) return
  await addItems(ctx, tx, run, items, readTo)
  if (readTo === null) await startChanging(ctx, tx, run)
}

export async function addItems(
  { orgId }: Ctx,
  tx: Tx,
  run: Pick<Run, 'id' | 'total'>,
  items: Item[],
  readTo: unknown = null,
): Promise<void> {
  await insertRows(tx, orgId, run.id, { items, firstLine: run.total + 1 })
  await addGathered(tx, orgId, run.id, { rows: items.length, readTo })
}

/** Called when all orders are gathered: starts with the first chunk of them. */
export async function startChanging(
  ctx: Ctx,
  tx: Tx,
  run: Pick<Run, 'id' | 'round'>,
): Promise<void> {
  await openRun(tx, ctx.orgId, run.id, ctx.clock.now())
  await enqueueChunk(ctx, tx, { bulkId: run.id, round: run.round, after: 0 })
}

type Page = { items: Item[]; readTo: unknown }

/**
 * Reads the next page of orders. Gives `undefined` when the search matches more than can be looked
 * through.
 */
async function readPage(ctx: Ctx, run: Run): Promise<Page | undefined> {
  const { undoOf, readTo: after } = run
  if (undoOf) return readUndone(ctx, undoOf, after === null ? 0 : Number(after))
  try {
    const page = { after, limit: PAGE_ORDERS }
    const { orderIds, next } = await readSelection(ctx, run.filter ?? {}, page)
    return { items: orderIds.map((orderId) => ({ orderId })), readTo: next }
  } catch (error) {
    if (error instanceof Problem && error.code === 'search_too_wide') return undefined
    throw error
  }
}

/** The orders that the other run has changed, each with the command that undoes it. */
async function readUndone({ db, orgId }: Ctx, undoOf: string, after: number): Promise<Page> {
  const other = (await findRun(db, orgId, undoOf))!
  const page = { outcome: 'done', after, limit: PAGE_ORDERS } as const
  const rows = await listRows(db, orgId, undoOf, page)
  const items = rows.flatMap(({ orderId, command, former }): Item[] => {
    const inverse = inverseFor(command ?? other.command, former)
    return inverse ? [{ orderId, command: inverse }] : []
  })
  return { items, readTo: rows.length === PAGE_ORDERS ? rows.at(-1)!.line : null }
}
