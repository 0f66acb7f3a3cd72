import * as audit from '#audit'
import { knownSkus } from '#catalog'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { Problem } from '#platform/problem.ts'
import { newId } from '#platform/random.ts'
import { readSetting } from '#settings'
import { getPlace, MAIN } from '../locations/change-locations.ts'
import type { Location } from '../locations/store.ts'
import { type Moved, moveIn } from '../move-in.ts'
import type { Move } from '../moves.ts'
import { takeLevels } from '../post.ts'
import { StockProblem } from '../problems.ts'
import { lowThreshold } from '../settings.ts'
import { openDifference } from './difference.ts'
import {
  countTakeLines,
  endTake,
  findOpenTake,
  findTake,
  insertTake,
  listTakeLines,
  lockTake,
  saveBooked,
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
    if (!(await insertTake(tx, ctx.orgId, take))) throw await openAlready(ctx, tx, place)
    await tell(ctx, tx, 'stock_take.opened', id, { location, note })
  })
  return readTake(ctx, id)
}

/** Says which one, so that whoever wants to count can go on with it. */
async function openAlready(ctx: Ctx, tx: Tx, { id, code: location }: Location): Promise<Problem> {
  const open = await findOpenTake(tx, ctx.orgId, id)
  return StockProblem.take_open_already({
    ...{ location, takeId: open?.id, openedBy: open?.openedBy, openedAt: open?.openedAt },
  })
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
    const lines = await takeLines(ctx, tx, take)
    const differing = lines.filter(({ booked }) => booked !== 0)
    const moves = differing.map((line) => moveOf(take, line))
    const results = await moveIn(ctx, tx, { moves, lowStandard })
    const refused = differing.flatMap((line, index) => refusedLine(line, results[index]!))
    if (refused.length > 0) throw StockProblem.take_lines_refused({ lines: refused })
    await saveBooked(tx, ctx.orgId, id, lines)
    await endTake(tx, ctx.orgId, id, { state: 'closed', now: ctx.clock.now() })
    await tell(ctx, tx, 'stock_take.closed', id, { differences: moves.length })
  })
  return readTake(ctx, id)
}

/** All that is refused is said at once, so that a person goes to the shelf once. */
function refusedLine({ sku, counted }: ToBook, result: Moved[] | Problem) {
  if (!(result instanceof Problem)) return []
  const { code, message: detail, details } = result
  return [{ sku, counted, promised: details['reserved'] ?? null, code, detail }]
}

type ToBook = { sku: string; counted: number; booked: number }

/** Only where the levels are held, nobody corrects them between this look and the end. */
async function takeLines(ctx: Ctx, tx: Tx, take: StockTake): Promise<ToBook[]> {
  const seen = await listTakeLines(tx, ctx.orgId, take)
  const differing = seen.filter(({ counted, expected }) => counted !== expected)
  await takeLevels(
    ctx,
    tx,
    differing.map(({ sku }) => sku),
  )
  const lines = await listTakeLines(tx, ctx.orgId, take)
  return lines.map(({ sku, counted, expected, corrected }) => ({
    ...{ sku, counted, booked: openDifference(counted - expected, corrected) },
  }))
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
  return { take, lines: await listTakeLines(ctx.db, ctx.orgId, take) }
}

async function takeOpen(ctx: Ctx, tx: Tx, id: string): Promise<StockTake> {
  const take = await lockTake(tx, ctx.orgId, id)
  if (!take) throw StockProblem.take_not_found()
  if (take.state !== 'open') throw StockProblem.take_not_open()
  return take
}

function moveOf({ id, locationId }: StockTake, { sku, booked }: ToBook): Move {
  const parts = [{ locationId, by: booked }]
  return { type: 'counted', sku, reason: `stock take ${id}`, parts }
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
