import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { firstByPriority, onShelf } from '../allocate.ts'
import type { LockedLevel, Movement } from '../batch.ts'
import { book, type Levels } from '../book.ts'
import { movementOf } from '../movement.ts'
import { listWaiting, type Waiting } from './store.ts'
import { takeFrom } from './take-from.ts'

/**
 * What was sold before it was there is promised at one place. A piece that becomes free at another
 * goes to those who have waited longest, before anybody can buy it.
 */
export async function serveWaiting(ctx: Ctx, tx: Tx, levels: Levels): Promise<Levels> {
  const movements: Movement[] = []
  for (const places of Map.groupBy(levels.values(), ({ sku }) => sku).values()) {
    movements.push(...(await handOver(ctx, tx, places)))
  }
  return movements.length === 0 ? levels : book(tx, levels, movements)
}

async function handOver(ctx: Ctx, tx: Tx, places: LockedLevel[]): Promise<Movement[]> {
  const full = places.find(({ onHand, reserved }) => reserved > onHand)
  const free = places.filter((level) => level !== full && onShelf(level) > 0)
  if (!full || free.length === 0) return []
  const waiting = await listWaiting(tx, full)
  return free.toSorted(firstByPriority).flatMap((level) => {
    const served = takeFrom(waiting, onShelf(level))
    return served.flatMap((one) =>
      movePromise(ctx, { ...one, from: full, to: level, reason: REASON }),
    )
  })
}

const REASON = 'waited where there is none yet'

type Moving = Waiting & { from: LockedLevel; to: LockedLevel; reason: string }

/** A promise that moves to another place is two lines of the ledger. */
export function movePromise(ctx: Ctx, moving: Moving): Movement[] {
  const { reservationId, quantity, from, to, reason } = moving
  const lineAt = ({ sku, locationId }: LockedLevel, reserved: number) =>
    movementOf(ctx, {
      ...{ type: 'transferred', sku, locationId, onHand: 0, reserved, reservationId, reason },
    })
  return [lineAt(from, -quantity), lineAt(to, quantity)]
}
