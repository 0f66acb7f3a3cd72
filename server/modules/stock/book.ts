import type { Tx } from '#platform/database.ts'
import { codeOf, SQLSTATE } from '#platform/database-errors.ts'
import { runStatement } from '#platform/run-statement.ts'
import {
  changeLevels,
  changesOf,
  type LevelChange,
  type LockedLevel,
  type Movement,
  writeMovements,
} from './batch.ts'
import { levelKey, refusalOf } from './moves.ts'

export type Levels = ReadonlyMap<string, LockedLevel>

/** Writes movements and what they sum to; gives the levels as they are after it. */
export async function book(tx: Tx, levels: Levels, movements: Movement[]): Promise<Levels> {
  const changes = changesOf(movements)
  const after = new Map(levels)
  for (const change of changes) {
    const { onHand, reserved, ...level } = levelOf(levels, change)
    after.set(levelKey(change.sku, change.locationId), {
      ...{ ...level, onHand: onHand + change.onHand, reserved: reserved + change.reserved },
    })
  }
  try {
    await runStatement(tx, changeLevels(changes))
  } catch (error) {
    throw asProblem(error, levels, changes)
  }
  await runStatement(tx, writeMovements(movements))
  return after
}

function levelOf(levels: Levels, { sku, locationId }: LevelChange): LockedLevel {
  const level = levels.get(levelKey(sku, locationId))
  if (!level) throw new Error(`A movement of ${sku} has no level.`)
  return level
}

/** The database has the last word; the levels that are locked say what it means. */
function asProblem(error: unknown, levels: Levels, changes: LevelChange[]): unknown {
  if (codeOf(error) !== SQLSTATE.checkViolation) return error
  const refusals = changes.map((change) => refusalOf(levelOf(levels, change), change))
  return refusals.find((refusal) => refusal !== undefined) ?? error
}
