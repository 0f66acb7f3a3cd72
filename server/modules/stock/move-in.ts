import { knownSkus } from '#catalog'
import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { Problem } from '#platform/problem.ts'
import { readHandedOver } from './backorder/handed-over.ts'
import { movePromise } from './backorder/serve-waiting.ts'
import type { LockedLevel, Movement } from './batch.ts'
import type { Levels } from './book.ts'
import { addLevels, removeLevels } from './levels/store.ts'
import { movementOf } from './movement.ts'
import { decideMoves, type Decision, levelKey, type Move } from './moves.ts'
import { post, takeLevels } from './post.ts'
import { StockProblem } from './problems.ts'

/** A movement, with the level that it leaves behind. */
export type Moved = { movement: Movement; level: LockedLevel }

/**
 * Writes what can be done and gives one answer for each move, in their order. `lowStandard` is the
 * threshold of the org: read before, because a transaction must not wait for another connection.
 */
export async function moveIn(
  ctx: Ctx,
  tx: Tx,
  { moves, lowStandard }: { moves: Move[]; lowStandard: number },
): Promise<(Moved[] | Problem)[]> {
  const { orgId } = ctx
  const known = await knownSkus(tx, orgId, [...new Set(moves.map(({ sku }) => sku))])
  const able = moves.filter(({ sku }) => known.has(sku))
  const keys = able.flatMap(({ sku, parts }) =>
    parts.map(({ locationId }) => ({ sku, locationId })),
  )
  const made = await addLevels(tx, orgId, keys, { lowStandard, now: ctx.clock.now() })
  const levels = await takeLevels(
    ctx,
    tx,
    able.map(({ sku }) => sku),
  )

  const handedOver = await readHandedOver(tx, able, levels)
  const decided = decideMoves(able, new Map(levels), handedOver)
  const decisions = new Map(zip(able, decided))
  const results = moves.map((move) => resultOf(ctx, move, decisions.get(move)))
  const movements = results.flatMap((result) =>
    result instanceof Problem ? [] : result.map(({ movement }) => movement),
  )
  const touched = new Set(movements.map(({ sku, locationId }) => levelKey(sku, locationId)))
  const untouched = made.filter(({ sku, locationId }) => !touched.has(levelKey(sku, locationId)))
  if (untouched.length > 0) await removeLevels(tx, orgId, untouched)
  const returned = decided.flatMap((one) => ('returned' in one ? one.returned : []))
  const waitAgain = returned.flatMap((one) => movePromise(ctx, { ...one, reason: REASON }))
  const after = await post(ctx, tx, levels, [...waitAgain, ...movements])
  return results.map((result) => (result instanceof Problem ? result : withPromises(result, after)))
}

const REASON = 'fewer are there than were promised'

/** The levels as they are after what has arrived was promised to those who waited for it. */
const withPromises = (moved: Moved[], after: Levels): Moved[] =>
  moved.map(({ movement, level }) => {
    const { reserved } = after.get(levelKey(level.sku, level.locationId))!
    return { movement, level: { ...level, reserved } }
  })

function resultOf(ctx: Ctx, move: Move, decision: Decision | undefined): Moved[] | Problem {
  if (!decision) return StockProblem.sku_not_found({ sku: move.sku })
  if ('refused' in decision) return decision.refused
  const { type, sku, reason } = move
  return decision.steps.map(({ level, by: onHand }) => {
    const { locationId } = level
    const movement = movementOf(ctx, { type, sku, locationId, onHand, reserved: 0, reason })
    return { movement, level }
  })
}

const zip = <A, B>(as: A[], bs: B[]): [A, B][] => as.map((a, index) => [a, bs[index]!])
