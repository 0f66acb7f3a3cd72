import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { sellable } from '../allocate.ts'
import type { LockedLevel } from '../batch.ts'
import { stockEvents } from '../events.ts'
import { getPlace } from '../locations/change-locations.ts'
import { levelKey } from '../moves.ts'
import { takeLevels } from '../post.ts'
import { StockProblem } from '../problems.ts'
import { findLimits, type LevelLimits, saveLimits } from './store.ts'
import { watchLevels } from './watch-levels.ts'

type LimitsChange = { [Name in keyof LevelLimits]?: LevelLimits[Name] | undefined }

export type ChangeLevel = { sku: string; location: string } & LimitsChange

/** Says how much of a level may be sold. What is promised already stays promised. */
export async function changeLevel(ctx: Ctx, command: ChangeLevel): Promise<void> {
  const { sku, location, ...change } = command
  await inTransaction(ctx.db, async (tx) =>
    changeLimits(ctx, tx, await takeLevel(ctx, tx, { sku, location }), change),
  )
}

/** A level that nobody else changes until the end of the transaction. */
type TakenLevel = { location: string; level: LockedLevel; limits: LevelLimits }

export async function takeLevel(
  ctx: Ctx,
  tx: Tx,
  { sku, location }: Pick<ChangeLevel, 'sku' | 'location'>,
): Promise<TakenLevel> {
  const place = await getPlace({ db: tx, orgId: ctx.orgId }, location)
  const level = (await takeLevels(ctx, tx, [sku])).get(levelKey(sku, place.id))
  if (!level) throw StockProblem.level_not_found()
  return { location, level, limits: await findLimits(tx, ctx.orgId, level) }
}

export async function changeLimits(
  ctx: Ctx,
  tx: Tx,
  { location, level, limits: before }: TakenLevel,
  change: LimitsChange,
): Promise<void> {
  const { sku } = level
  const after = { ...before, ...known(change) }
  const needed = level.reserved - level.onHand
  if (needed > after.backorderLimit) throw StockProblem.limit_below_promises({ sku, needed })
  await saveLimits(tx, ctx.orgId, level, after)
  const { backorderLimit, safetyStock } = after
  const changed = { ...level, backorderLimit, safetyStock }
  await ctx.emit(tx, stockEvents.changed(changed))
  if (sellable(changed) > sellable(level)) await ctx.emit(tx, stockEvents.arrived(changed))
  await watchLevels(ctx, tx, [sku])
  const subject = { type: 'sku', id: sku }
  const limits = { before: { location, ...before }, after: { location, ...after } }
  await audit.record(ctx, tx, { action: 'stock.limits_changed', subject, ...limits })
}

const known = (change: Partial<Record<keyof LevelLimits, unknown>>): Partial<LevelLimits> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
