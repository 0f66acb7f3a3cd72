import type { LevelsOf, LockedLevel, Take } from '#stock'
import type { ChannelSale } from './command.ts'

/**
 * Pieces that had left the house before we heard of the order are not promised: they leave the
 * shelf at once. What the books do not have on it cannot leave it, and is nobody's promise either.
 */
export function splitTakes(
  sale: ChannelSale,
  takes: Take[],
  levelsOf: LevelsOf,
): { kept: Take[]; gone: Take[] } {
  const left = sale.lines.map(({ shippedQuantity }) => shippedQuantity)
  const [kept, gone]: [Take[], Take[]] = [[], []]
  for (const take of takes) {
    const pieces = Math.min(left[take.line - 1]!, take.quantity)
    left[take.line - 1]! -= pieces
    const out = Math.min(pieces, levelOf(levelsOf(take.sku), take).onHand)
    if (out > 0) gone.push({ ...take, quantity: out })
    levelOf(levelsOf(take.sku), take).onHand -= out
    if (take.quantity > pieces) kept.push({ ...take, quantity: take.quantity - pieces })
  }
  return { kept, gone }
}

/** From which a rule has taken; it takes from no others. */
export const levelOf = (levels: LockedLevel[], { locationId }: Take): LockedLevel =>
  levels.find((level) => level.locationId === locationId)!
