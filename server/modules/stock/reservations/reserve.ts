import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import { getPlace } from '../locations/change-locations.ts'
import { StockProblem } from '../problems.ts'
import { promise } from '../promise.ts'
import { settle } from '../settle.ts'
import { listExpired } from '../store.ts'
import { insertReservation, takeReservation } from './store.ts'

export type Reserve = {
  sku: string
  quantity: number
  /** The code of the location; any place when absent. */
  location?: string | undefined
  reason: string
  expiresAt: Date
}

/** Keeps pieces back by hand, until somebody gives them back or the time is over. */
export async function reserve(ctx: Ctx, command: Reserve): Promise<{ id: string }> {
  const { sku, quantity, location, reason, expiresAt } = command
  const id = newId()
  return inTransaction(ctx.db, async (tx) => {
    const org = { db: tx, orgId: ctx.orgId }
    const place = location === undefined ? undefined : await getPlace(org, location)
    // Known as kept by hand from the start, so that nobody hands it over to another place.
    await insertReservation(tx, ctx.orgId, { id, reason, expiresAt })
    const takes = await promise(ctx, tx, {
      ...{ reservationId: id, type: 'reserved', reason, locationId: place?.id },
      wants: [{ line: 1, sku, quantity }],
    })
    const available = takes.reduce((sum, take) => sum + take.quantity, 0)
    if (available < quantity)
      throw StockProblem.stock_not_enough({ sku, wanted: quantity, available })
    const subject = { type: 'reservation', id }
    const after = { sku, quantity, reason, expiresAt }
    await audit.record(ctx, tx, { action: 'reservation.made', subject, after })
    return { id }
  })
}

/** Gives the pieces back. Only one of all who end it at once does. */
export async function endReservation(ctx: Ctx, id: string, reason: string): Promise<boolean> {
  return inTransaction(ctx.db, async (tx) => {
    if (!(await takeReservation(tx, ctx.orgId, id))) return false
    await settle(ctx, tx, { reservationId: id, type: 'released', reason })
    const subject = { type: 'reservation', id }
    await audit.record(ctx, tx, { action: 'reservation.ended', subject, after: { reason } })
    return true
  })
}

/** Ends those whose time is over. */
export async function endExpired(ctx: Ctx): Promise<void> {
  for (const id of await listExpired(ctx.db, ctx.orgId, ctx.clock.now(), 'hand')) {
    await endReservation(ctx, id, 'time is over')
  }
}
