import type { Tx } from '#platform/database.ts'
import type { LockedLevel } from '../batch.ts'
import type { Levels } from '../book.ts'
import { type HandedOver, levelKey, type Move, type Part } from '../moves.ts'
import { listHandedOver } from './store.ts'

/**
 * Promises that could go back to the place where they have waited, by the level from which these
 * moves may take them. Read only where a SKU that may be sold beyond the shelf loses pieces that
 * may be promised.
 */
export async function readHandedOver(
  tx: Tx,
  moves: Move[],
  levels: Levels,
): Promise<Map<string, HandedOver>> {
  const limited = levels.values().filter(({ backorderLimit }) => backorderLimit > 0)
  const placeOf = new Map(limited.map((level) => [level.sku, level]))
  const handedOver = new Map<string, HandedOver>()
  for (const { sku, parts } of moves) {
    const from = placeOf.get(sku)
    if (!from) continue
    for (const part of parts) {
      const key = levelKey(sku, part.locationId)
      const at = levels.get(key)!
      if (at === from || handedOver.has(key) || !mayTakePromised(at, part)) continue
      const promises = await listHandedOver(tx, { at, from })
      handedOver.set(key, { from: levelKey(sku, from.locationId), promises })
    }
  }
  return handedOver
}

/** What is free is not looked at: moves before it in the same batch may have taken that. */
const mayTakePromised = ({ reserved }: LockedLevel, part: Part): boolean =>
  reserved > 0 && ('by' in part ? part.by < 0 : part.to < reserved)
