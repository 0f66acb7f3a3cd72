import type { Ctx } from '#platform/context.ts'
import { newId } from '#platform/random.ts'
import type { Movement } from './batch.ts'

type Change = Pick<Movement, 'type' | 'sku' | 'locationId' | 'onHand' | 'reserved'> &
  Partial<Pick<Movement, 'reservationId' | 'reason'>>

/** A line of the ledger, in the name of whoever works in this context. */
export function movementOf({ orgId, actor }: Ctx, change: Change): Movement {
  const { type, sku, locationId, onHand, reserved, reservationId = null, reason = null } = change
  return {
    ...{ orgId, id: newId(), type, sku, locationId, onHand, reserved, reservationId, reason },
    ...{ actorType: actor.type, actorId: actor.id },
  }
}
