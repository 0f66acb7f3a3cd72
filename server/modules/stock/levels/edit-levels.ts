import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { Problem } from '#platform/problem.ts'
import { readSetting } from '#settings'
import type { LockedLevel } from '../batch.ts'
import { moveIn } from '../move-in.ts'
import { recordMoves } from '../move-stock.ts'
import { StockProblem } from '../problems.ts'
import { lowThreshold } from '../settings.ts'
import { changeLimits, takeLevel } from './change-level.ts'

/** What somebody has read, and what they want instead of it. */
type Edited<Value> = { from: Value; to: Value }

export type LevelEdit = {
  sku: string
  location: string
  onHand?: Edited<number> | undefined
  safetyStock?: Edited<number> | undefined
  lowThreshold?: Edited<number | null> | undefined
}

/** Each on its own: one that is refused, or was changed in between, stops no other. */
export async function editLevels(
  ctx: Ctx,
  edits: LevelEdit[],
  reason: string | undefined,
): Promise<(Problem | undefined)[]> {
  const lowStandard = await readSetting(ctx, lowThreshold)
  const results: (Problem | undefined)[] = []
  for (const edit of edits) {
    results.push(await editLevel(ctx, edit, { reason: reason ?? null, lowStandard }))
  }
  return results
}

type Adjustment = { level: LockedLevel; by: number }
type How = { reason: string | null; lowStandard: number }

async function editLevel(ctx: Ctx, edit: LevelEdit, how: How): Promise<Problem | undefined> {
  try {
    await inTransaction(ctx.db, (tx) => editLevelIn(ctx, tx, edit, how))
    return undefined
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return error
    throw error
  }
}

async function editLevelIn(ctx: Ctx, tx: Tx, edit: LevelEdit, how: How): Promise<void> {
  const { onHand, safetyStock, lowThreshold: threshold } = edit
  const { limits, levels, key } = await takeLevel(ctx, tx, edit)
  const level = levels.get(key)!
  refuseChanged(edit, { ...limits, onHand: level.onHand })

  // What is lost goes first, and what is found last: else somebody is promised it in between.
  const by = onHand ? onHand.to - onHand.from : 0
  if (by < 0) await adjust(ctx, tx, { level, by }, how)
  if (safetyStock || threshold) {
    const change = { safetyStock: safetyStock?.to, lowThreshold: threshold?.to }
    await changeLimits(ctx, tx, await takeLevel(ctx, tx, edit), change)
  }
  if (onHand && by >= 0) await adjust(ctx, tx, { level, by }, how)
}

/** What came and went belongs to the ledger, so the difference is booked and not the number. */
async function adjust(ctx: Ctx, tx: Tx, { level, by }: Adjustment, how: How): Promise<void> {
  const { sku, locationId } = level
  const parts = [{ locationId, by }]
  const move = { type: 'adjusted', sku, reason: how.reason, parts } as const
  const results = await moveIn(ctx, tx, { moves: [move], lowStandard: how.lowStandard })
  const [result] = results
  if (result instanceof Problem) throw result
  await recordMoves(ctx, tx, results)
}

const FIELDS = ['onHand', 'safetyStock', 'lowThreshold'] as const

type Now = Record<(typeof FIELDS)[number], number | null>

function refuseChanged(edit: LevelEdit, now: Now): void {
  const changed = FIELDS.filter((field) => edit[field] && edit[field].from !== now[field])
  if (changed.length === 0) return
  const there = Object.fromEntries(changed.map((field) => [field, now[field]]))
  throw StockProblem.level_changed({ now: there })
}
