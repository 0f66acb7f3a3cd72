import type { LevelChange, LockedLevel } from '#stock'
import { type Moved, STAFF } from './tale.ts'

/**
 * What a chunk brings in and leaves on the shelf for the next one may be sold by others in between.
 * As much is delivered again, so that the next chunk takes from nobody.
 */
export function deliveredAgain(
  changes: LevelChange[],
  levels: LockedLevel[],
): Omit<Moved, 'id' | 'at'>[] {
  const levelAt = new Map(levels.map((level) => [keyOf(level), level]))
  return changes.flatMap((change) => {
    const { onHand, reserved } = levelAt.get(keyOf(change))!
    const taken = change.reserved - change.onHand
    // Who waits for pieces was promised them before: they are not there for a seed.
    const missing = taken - Math.max(0, onHand - reserved)
    if (missing <= 0) return []
    const { orgId, sku, locationId } = change
    return {
      ...{ orgId, sku, locationId, type: 'received', onHand: missing, reserved: 0 },
      ...{ reservationId: null, reason: 'delivery' },
      ...{ actorType: STAFF.type, actorId: STAFF.id },
    }
  })
}

const keyOf = ({ sku, locationId }: { sku: string; locationId: string }) => `${sku}/${locationId}`
