import { CompiledQuery } from 'kysely'
import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { codeOf } from '#platform/database-errors.ts'
import type { Statement } from '#platform/lane.ts'
import { sellable } from './allocate.ts'
import {
  changeLevels,
  changesOf,
  type LevelChange,
  type LockedLevel,
  lockLevels,
  type Movement,
  writeMovements,
} from './batch.ts'
import { stockEvents } from './events.ts'
import { watchLevels } from './levels/watch-levels.ts'
import { levelKey, refusalOf } from './moves.ts'

export type Levels = ReadonlyMap<string, LockedLevel>

/** Takes all levels of these SKUs, in the order of everybody, until the end of the transaction. */
export async function takeLevels(ctx: Ctx, tx: Tx, skus: Iterable<string>): Promise<Levels> {
  const keys = [...new Set(skus)].map((sku) => ({ orgId: ctx.orgId, sku }))
  if (keys.length === 0) return new Map()
  const { rows } = await run<LockedLevel>(tx, lockLevels(keys, 'wait'))
  return new Map(rows.map((level) => [levelKey(level.sku, level.locationId), level]))
}

/**
 * The only way in which a level changes outside of the engine: its movements and what they sum to,
 * in one transaction with the news about it. The levels are those of `takeLevels`, unchanged.
 */
export async function post(
  ctx: Ctx,
  tx: Tx,
  levels: Levels,
  movements: Movement[],
): Promise<LockedLevel[]> {
  const changes = changesOf(movements)
  if (changes.length === 0) return []
  const pairs = changes.map((change) => pairOf(levels, change))
  try {
    await run(tx, changeLevels(changes))
  } catch (error) {
    throw asProblem(error, pairs)
  }
  await run(tx, writeMovements(movements))
  await ctx.emit(tx, ...pairs.flatMap(newsOf))
  await watchLevels(ctx, tx, [...new Set(changes.map(({ sku }) => sku))])
  return pairs.map(({ after }) => after)
}

type Pair = { change: LevelChange; before: LockedLevel; after: LockedLevel }

function pairOf(levels: Levels, change: LevelChange): Pair {
  const before = levels.get(levelKey(change.sku, change.locationId))
  if (!before) throw new Error(`A movement of ${change.sku} has no level.`)
  const onHand = before.onHand + change.onHand
  const reserved = before.reserved + change.reserved
  return { change, before, after: { ...before, onHand, reserved } }
}

function newsOf({ before, after }: Pair) {
  const more = sellable(after) > sellable(before)
  return [stockEvents.changed(after), ...(more ? [stockEvents.arrived(after)] : [])]
}

const CHECK_VIOLATION = '23514'

/** The database has the last word; the levels that are locked say what it means. */
function asProblem(error: unknown, pairs: Pair[]): unknown {
  if (codeOf(error) !== CHECK_VIOLATION) return error
  const refusals = pairs.map(({ before, change }) => refusalOf(before, change))
  return refusals.find((refusal) => refusal !== undefined) ?? error
}

/** The statements of the engine's batch, one at a time. */
export const run = <Row>(tx: Tx, { text, values }: Statement) =>
  tx.executeQuery<Row>(CompiledQuery.raw(text, values))
