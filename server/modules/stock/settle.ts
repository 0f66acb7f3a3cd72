import { CompiledQuery } from 'kysely'
import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import type { Statement } from '#platform/lane.ts'
import { newId } from '#platform/random.ts'
import { changeLevels, changesOf, lockLevels, type Movement, writeMovements } from './batch.ts'
import { listPromises, type Promised } from './store.ts'

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
  const { orgId } = ctx
  const skus = await listPromises(tx, orgId, settlement.reservationId)
  if (skus.length === 0) return
  const keys = [...new Set(skus.map(({ sku }) => sku))].toSorted().map((sku) => ({ orgId, sku }))
  await run(tx, lockLevels(keys, 'wait'))
  // Read again: only now nobody else can settle the same promise.
  const promised = await listPromises(tx, orgId, settlement.reservationId)
  const movements = movementsOf(ctx, settlement, promised)
  if (movements.length === 0) return
  await run(tx, changeLevels(changesOf(movements)))
  await run(tx, writeMovements(movements))
}

function movementsOf(ctx: Ctx, settlement: Settlement, promised: Promised[]): Movement[] {
  const open = settlement.pieces && sumBySku(settlement.pieces)
  const { type, reservationId, reason = null } = settlement
  return promised.flatMap(({ sku, locationId, quantity }): Movement[] => {
    const pieces = Math.min(quantity, open ? (open.get(sku) ?? 0) : quantity)
    if (pieces === 0) return []
    open?.set(sku, open.get(sku)! - pieces)
    const by = { actorType: ctx.actor.type, actorId: ctx.actor.id }
    const onHand = type === 'shipped' ? -pieces : 0
    const what = { orgId: ctx.orgId, sku, locationId, id: newId(), type, reservationId, reason }
    return [{ ...what, ...by, onHand, reserved: -pieces, short: 0 }]
  })
}

function sumBySku(pieces: { sku: string; quantity: number }[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { sku, quantity } of pieces) sums.set(sku, (sums.get(sku) ?? 0) + quantity)
  return sums
}

/** The statements of the engine's batch, one at a time. */
export const run = (tx: Tx, { text, values }: Statement) =>
  tx.executeQuery(CompiledQuery.raw(text, values))
