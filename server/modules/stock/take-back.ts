import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { readSetting } from '#settings'
import type { Movement } from './batch.ts'
import { addLevels } from './levels/store.ts'
import { getPlace } from './locations/change-locations.ts'
import { movementOf } from './movement.ts'
import { post, takeLevels } from './post.ts'
import { lowThreshold } from './settings.ts'
import { listSent, type Sent } from './store.ts'

/** What becomes of pieces that come back: sold again, or thrown away. */
export type Goods = 'restock' | 'scrap'

/** Where pieces are put when it is not the place that they left from. */
export type Place = { locationId: string; lowStandard: number }

export type TakeBack = {
  /** The order that they were sent for. */
  reservationId: string
  pieces: { sku: string; quantity: number }[]
  goods: Goods
  place?: Place | undefined
}

/** Read before the transaction, which must not wait for another connection. */
export async function findPlace(ctx: Ctx, code: string): Promise<Place> {
  const { id: locationId } = await getPlace(ctx, code)
  return { locationId, lowStandard: await readSetting(ctx, lowThreshold) }
}

/**
 * Puts back what has left the house. The ledger says what that was, so that nothing comes back
 * twice, and nothing that was never on our shelf. What is thrown away has come back as well: it is
 * booked in and out again, so that both can be seen.
 */
export async function takeBack(ctx: Ctx, tx: Tx, back: TakeBack): Promise<void> {
  const { orgId } = ctx
  const { place, pieces } = back
  const sent = await listSent(tx, orgId, back.reservationId)
  const skus = new Set(sent.map(({ sku }) => sku))
  const wanted = pieces.filter(({ sku }) => skus.has(sku))
  if (wanted.length === 0) return
  if (place) {
    const keys = wanted.map(({ sku }) => ({ sku, locationId: place.locationId }))
    await addLevels(tx, orgId, keys, { ...place, now: ctx.clock.now() })
  }
  const levels = await takeLevels(ctx, tx, skus)
  // Read again: only now nobody else can take back the same pieces.
  const parts = partsOf(await listSent(tx, orgId, back.reservationId), wanted, place)
  const movements = parts.flatMap((part) => movementsOf(ctx, back, part))
  await post(ctx, tx, levels, movements)
}

type Part = { sku: string; locationId: string; quantity: number }

/** Each piece to where it left from, or all to one place; never more than are still away. */
function partsOf(sent: Sent[], wanted: TakeBack['pieces'], place: Place | undefined): Part[] {
  const bySku = Map.groupBy(sent, ({ sku }) => sku)
  const left = new Map([...bySku].map(([sku, places]) => [sku, awayOf(places)]))
  return wanted.flatMap(({ sku, quantity: asked }) => {
    let open = Math.min(asked, left.get(sku) ?? 0)
    left.set(sku, (left.get(sku) ?? 0) - open)
    if (place) return open > 0 ? [{ sku, locationId: place.locationId, quantity: open }] : []
    return (bySku.get(sku) ?? []).flatMap((from) => {
      const quantity = Math.min(open, Math.max(0, from.quantity))
      open -= quantity
      from.quantity -= quantity
      return quantity > 0 ? [{ sku, locationId: from.locationId, quantity }] : []
    })
  })
}

const awayOf = (places: Sent[]): number =>
  Math.max(
    0,
    places.reduce((sum, { quantity }) => sum + quantity, 0),
  )

function movementsOf(ctx: Ctx, { reservationId, goods }: TakeBack, part: Part): Movement[] {
  const { sku, locationId, quantity } = part
  const common = { sku, locationId, reservationId, reserved: 0 }
  const returned = movementOf(ctx, { ...common, type: 'returned', onHand: quantity })
  if (goods === 'restock') return [returned]
  const scrapped = { type: 'adjusted', onHand: -quantity, reason: 'scrapped' } as const
  return [returned, movementOf(ctx, { ...common, ...scrapped })]
}
