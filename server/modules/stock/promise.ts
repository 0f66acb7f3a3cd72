import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { byPriority, type Take, type Want } from './allocate.ts'
import type { LockedLevel, Movement } from './batch.ts'
import { movementOf } from './movement.ts'
import { post, takeLevels } from './post.ts'

export type Promising = {
  /** The order, or the reservation by hand, that the pieces are for. */
  reservationId: string
  /** `settled`: an order that was sold short gets what it still needs. */
  type: 'reserved' | 'settled'
  wants: Want[]
  /** Only from here; from everywhere when absent. */
  locationId?: string | undefined
  reason?: string | null
}

/** Promises as many of the wanted pieces as there are. The caller says whether that is enough. */
export async function promise(ctx: Ctx, tx: Tx, promising: Promising): Promise<Take[]> {
  const { wants, locationId } = promising
  const levels = await takeLevels(
    ctx,
    tx,
    wants.map(({ sku }) => sku),
  )
  const bySku = Map.groupBy(levels.values(), ({ sku }) => sku)
  const here = ({ locationId: id }: LockedLevel) => locationId === undefined || id === locationId
  const takes = byPriority(wants, (sku) => (bySku.get(sku) ?? []).filter(here), null)
  await post(
    ctx,
    tx,
    levels,
    takes.map((take) => promiseOf(ctx, promising, take)),
  )
  return takes
}

function promiseOf(ctx: Ctx, promising: Promising, take: Take): Movement {
  const { reservationId, type, reason = null } = promising
  const { sku, locationId, quantity: reserved } = take
  return movementOf(ctx, { type, sku, locationId, onHand: 0, reserved, reservationId, reason })
}
