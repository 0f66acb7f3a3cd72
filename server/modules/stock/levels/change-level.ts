import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { sellable } from '../allocate.ts'
import { stockEvents } from '../events.ts'
import { getPlace } from '../locations/change-locations.ts'
import { levelKey } from '../moves.ts'
import { takeLevels } from '../post.ts'
import { StockProblem } from '../problems.ts'
import { findLimits, type LevelLimits, saveLimits } from './store.ts'
import { watchLevels } from './watch-levels.ts'

export type ChangeLevel = { sku: string; location: string } & {
  [Name in keyof LevelLimits]?: LevelLimits[Name] | undefined
}

/** Says how much of a level may be sold. What is promised already stays promised. */
export const changeLevel = (ctx: Ctx, command: ChangeLevel): Promise<void> =>
  inTransaction(ctx.db, (tx) => changeLevelIn(ctx, tx, command))

export async function changeLevelIn(ctx: Ctx, tx: Tx, command: ChangeLevel): Promise<void> {
  const { sku, location, ...change } = command
  const place = await getPlace({ db: tx, orgId: ctx.orgId }, location)
  const key = { sku, locationId: place.id }
  const level = (await takeLevels(ctx, tx, [sku])).get(levelKey(sku, place.id))
  if (!level) throw StockProblem.level_not_found()

  const before = await findLimits(tx, ctx.orgId, key)
  const after = { ...before, ...known(change) }
  const needed = level.reserved - level.onHand
  if (needed > after.backorderLimit) throw StockProblem.limit_below_promises({ sku, needed })
  await saveLimits(tx, ctx.orgId, key, after)
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
