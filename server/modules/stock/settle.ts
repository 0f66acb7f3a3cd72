import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import type { Movement } from './batch.ts'
import type { Levels } from './book.ts'
import { movementOf } from './movement.ts'
import { levelKey } from './moves.ts'
import { post } from './post.ts'
import { StockProblem } from './problems.ts'
import { countOlder, type Promised } from './store.ts'
import { sumBySku } from './sum-by-sku.ts'
import { takePromises, thereFirst } from './take-promises.ts'

export type Settlement = {
  /** The order whose promise it is. */
  reservationId: string
  /** `released`: back to the shelf. `shipped`: out of the house. */
  type: 'released' | 'shipped'
  /** The pieces per SKU; all that is promised when absent. */
  pieces?: { sku: string; quantity: number }[]
  reason?: string
}

/**
 * Ends promises: gives the pieces back, or lets them go. Levels are locked in the same order as
 * everywhere, and what is not promised any more is not settled twice.
 */
export async function settle(ctx: Ctx, tx: Tx, settlement: Settlement): Promise<void> {
  const { levels, promised } = await takePromises(ctx, tx, settlement.reservationId)
  const movements = movementsOf(ctx, settlement, thereFirst(promised, levels))
  if (settlement.type === 'shipped') await letOlderGoFirst(tx, levels, movements)
  await post(ctx, tx, levels, movements)
}

/** Where more is promised than is there, pieces leave in the order in which they were promised. */
async function letOlderGoFirst(tx: Tx, levels: Levels, movements: Movement[]): Promise<void> {
  for (const movement of movements) {
    const { sku, locationId, onHand: leaving } = movement
    const { onHand, reserved } = levels.get(levelKey(sku, locationId))!
    if (reserved <= onHand || -leaving > onHand) continue
    const older = await countOlder(tx, movement)
    if (older - leaving <= onHand) continue
    throw StockProblem.older_orders_first({ sku, locationId, onHand, older })
  }
}

function movementsOf(ctx: Ctx, settlement: Settlement, promised: Promised[]): Movement[] {
  const open = settlement.pieces && sumBySku(settlement.pieces)
  const { type, reservationId, reason = null } = settlement
  return promised.flatMap(({ sku, locationId, quantity }): Movement[] => {
    const pieces = Math.min(quantity, open ? (open.get(sku) ?? 0) : quantity)
    if (pieces === 0) return []
    open?.set(sku, open.get(sku)! - pieces)
    const onHand = type === 'shipped' ? -pieces : 0
    const change = { type, sku, locationId, onHand, reserved: -pieces, reservationId, reason }
    return [movementOf(ctx, change)]
  })
}
