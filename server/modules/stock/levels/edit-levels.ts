import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { Problem } from '#platform/problem.ts'
import { readSetting } from '#settings'
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
  const { sku, onHand, safetyStock, lowThreshold: threshold } = edit
  const taken = await takeLevel(ctx, tx, edit)
  const { limits } = taken
  const level = taken.levels.get(taken.key)!
  refuseChanged(edit, { ...limits, onHand: level.onHand })

  if (safetyStock || threshold) {
    const change = { safetyStock: safetyStock?.to, lowThreshold: threshold?.to }
    await changeLimits(ctx, tx, taken, change)
  }
  if (!onHand) return
  // What came and went belongs to the ledger, so the difference is booked and not the number.
  const parts = [{ locationId: level.locationId, by: onHand.to - onHand.from }]
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
