import type { Db } from '#platform/database.ts'
import { listPicks } from '#stock'
import { isInHouse, type Line, type Order } from './order.ts'

/** Pieces that were sold before they were there, and the day for which they are promised. */
export type Waits = { quantity: number; promisedFor: string | null }

/** By line, what of an order has not come yet: whoever was promised earlier is served first. */
export async function readWaits(
  db: Db,
  orgId: string,
  { id, lifecycle, fulfilment, lines }: Order,
): Promise<Map<number, Waits>> {
  if (lifecycle === 'cancelled' || !isInHouse(fulfilment)) return new Map()
  const missing = new Map<string, Waits>()
  for (const { sku, quantity, there, promisedFor } of await listPicks(db, orgId, [id])) {
    if (there < quantity) addTo(missing, sku, { quantity: quantity - there, promisedFor })
  }
  return missing.size === 0 ? new Map() : byLine(lines, missing)
}

/** What is there goes to the first of several lines with the same SKU. */
function byLine(lines: Line[], missing: Map<string, Waits>): Map<number, Waits> {
  const waits = new Map<number, Waits>()
  for (const { line, sku, quantity, cancelledQuantity, shippedQuantity } of lines.toReversed()) {
    const left = sku === null ? undefined : missing.get(sku)
    if (!left) continue
    const here = Math.min(left.quantity, quantity - cancelledQuantity - shippedQuantity)
    if (here > 0) waits.set(line, { ...left, quantity: here })
    missing.set(sku!, { ...left, quantity: left.quantity - here })
  }
  return waits
}

/** Of several promises the last one says when all is there. */
export function addTo<Key>(waits: Map<Key, Waits>, key: Key, more: Waits): void {
  const known = waits.get(key)
  const days = [known?.promisedFor ?? null, more.promisedFor].filter((day) => day !== null)
  const promisedFor = days.toSorted().at(-1) ?? null
  waits.set(key, { quantity: (known?.quantity ?? 0) + more.quantity, promisedFor })
}
