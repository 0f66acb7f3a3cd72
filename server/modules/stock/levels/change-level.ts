import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { given } from '#platform/given.ts'
import type { Levels } from '../book.ts'
import { getPlace } from '../locations/change-locations.ts'
import { levelKey } from '../moves.ts'
import { conclude, takeLevels } from '../post.ts'
import { StockProblem } from '../problems.ts'
import { findLimits, type LevelLimits, saveLimits } from './store.ts'

type LimitsChange = { [Name in keyof LevelLimits]?: LevelLimits[Name] | undefined }

export type ChangeLevel = { sku: string; location: string } & LimitsChange

/** Says how much of a level is kept back, and from when on it is low. */
export async function changeLevel(ctx: Ctx, command: ChangeLevel): Promise<void> {
  const { sku, location, ...change } = command
  await inTransaction(ctx.db, async (tx) =>
    changeLimits(ctx, tx, await takeLevel(ctx, tx, { sku, location }), change),
  )
}

/** A level and the others of its SKU, which nobody else changes before the transaction ends. */
type TakenLevel = { location: string; key: string; levels: Levels; limits: LevelLimits }

export async function takeLevel(
  ctx: Ctx,
  tx: Tx,
  { sku, location }: Pick<ChangeLevel, 'sku' | 'location'>,
): Promise<TakenLevel> {
  const place = await getPlace({ db: tx, orgId: ctx.orgId }, location)
  const levels = await takeLevels(ctx, tx, [sku])
  const key = levelKey(sku, place.id)
  const level = levels.get(key)
  if (!level) throw StockProblem.level_not_found()
  return { location, key, levels, limits: await findLimits(tx, ctx.orgId, level) }
}

export async function changeLimits(
  ctx: Ctx,
  tx: Tx,
  { location, key, levels, limits: before }: TakenLevel,
  change: LimitsChange,
): Promise<void> {
  const level = levels.get(key)!
  const after = { ...before, ...given(change) }
  await saveLimits(tx, ctx.orgId, level, after)
  const changed = { ...level, safetyStock: after.safetyStock }
  await conclude(ctx, tx, levels, new Map([...levels, [key, changed]]))
  const subject = { type: 'sku', id: level.sku }
  const limits = { before: { location, ...before }, after: { location, ...after } }
  await audit.record(ctx, tx, { action: 'stock.limits_changed', subject, ...limits })
}
