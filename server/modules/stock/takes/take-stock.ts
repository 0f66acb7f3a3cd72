import * as audit from '#audit'
import { knownSkus } from '#catalog'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { Problem } from '#platform/problem.ts'
import { newId } from '#platform/random.ts'
import { readSetting } from '#settings'
import { getPlace, MAIN } from '../locations/change-locations.ts'
import { moveIn } from '../move-in.ts'
import type { Move } from '../moves.ts'
import { StockProblem } from '../problems.ts'
import { lowThreshold } from '../settings.ts'
import {
  countTakeLines,
  endTake,
  findTake,
  insertTake,
  listTakeLines,
  lockTake,
  type StockTake,
  type TakeLine,
  writeLines,
} from './store.ts'

const LINES_MAX = 5_000

export type TakeReport = { take: StockTake; lines: TakeLine[] }

/** Opens a count of one location. */
export async function openTake(
  ctx: Ctx,
  command: { location?: string | undefined; note?: string | undefined },
): Promise<TakeReport> {
  const { location = MAIN, note = null } = command
  const id = newId()
  await inTransaction(ctx.db, async (tx) => {
    const place = await getPlace({ db: tx, orgId: ctx.orgId }, location)
    const take = { id, locationId: place.id, note, openedBy: ctx.actor.name, now: ctx.clock.now() }
    await insertTake(tx, ctx.orgId, take)
    await tell(ctx, tx, 'stock_take.opened', id, { location, note })
  })
  return readTake(ctx, id)
}

/** Writes down what was counted; counting a SKU again replaces its line. */
export async function countLines(
  ctx: Ctx,
  id: string,
  counts: { sku: string; counted: number }[],
): Promise<TakeReport> {
  await inTransaction(ctx.db, async (tx) => {
    const take = await takeOpen(ctx, tx, id)
    const skus = counts.map(({ sku }) => sku)
    const known = await knownSkus(tx, ctx.orgId, skus)
    const unknown = skus.find((sku) => !known.has(sku))
    if (unknown !== undefined) throw StockProblem.sku_not_found({ sku: unknown })
    await writeLines(tx, ctx.orgId, take, { counts, by: ctx.actor.name, now: ctx.clock.now() })
    if ((await countTakeLines(tx, ctx.orgId, id)) > LINES_MAX) throw StockProblem.take_too_large()
  })
  return readTake(ctx, id)
}

/** Posts the differences, all or none, and ends the take. Closing twice is the same as once. */
export async function closeTake(ctx: Ctx, id: string): Promise<TakeReport> {
  const lowStandard = await readSetting(ctx, lowThreshold)
  await inTransaction(ctx.db, async (tx) => {
    const take = await lockTake(tx, ctx.orgId, id)
    if (!take) throw StockProblem.take_not_found()
    if (take.state === 'closed') return
    if (take.state === 'dropped') throw StockProblem.take_not_open()
    const moves = (await listTakeLines(tx, ctx.orgId, id)).flatMap((line) => moveOf(take, line))
    const results = await moveIn(ctx, tx, { moves, lowStandard })
    const refused = results.find((result) => result instanceof Problem)
    if (refused) throw refused
    await endTake(tx, ctx.orgId, id, { state: 'closed', now: ctx.clock.now() })
    await tell(ctx, tx, 'stock_take.closed', id, { differences: moves.length })
  })
  return readTake(ctx, id)
}

/** Ends the take and posts nothing. */
export async function dropTake(ctx: Ctx, id: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    await takeOpen(ctx, tx, id)
    await endTake(tx, ctx.orgId, id, { state: 'dropped', now: ctx.clock.now() })
    await tell(ctx, tx, 'stock_take.dropped', id, {})
  })
}

export async function readTake(ctx: Ctx, id: string): Promise<TakeReport> {
  const take = await findTake(ctx.db, ctx.orgId, id)
  if (!take) throw StockProblem.take_not_found()
  return { take, lines: await listTakeLines(ctx.db, ctx.orgId, id) }
}

async function takeOpen(ctx: Ctx, tx: Tx, id: string): Promise<StockTake> {
  const take = await lockTake(tx, ctx.orgId, id)
  if (!take) throw StockProblem.take_not_found()
  if (take.state !== 'open') throw StockProblem.take_not_open()
  return take
}

function moveOf({ id, locationId }: StockTake, { sku, counted, expected }: TakeLine): Move[] {
  if (counted === expected) return []
  const parts = [{ locationId, by: counted - expected }]
  return [{ type: 'counted', sku, reason: `stock take ${id}`, parts }]
}

async function tell(
  ctx: Ctx,
  tx: Tx,
  action: string,
  id: string,
  after: Record<string, unknown>,
): Promise<void> {
  const subject = { type: 'stock_take', id }
  await ctx.emit(tx, { type: action, subject, data: { takeId: id, ...after } })
  await audit.record(ctx, tx, { action, subject, after })
}
