import type { LevelsOf, LockedLevel, Take } from '#stock'
import type { ChannelSale } from './command.ts'

/**
 * Pieces that had left the house before we heard of the order are not promised: they leave the
 * shelf at once. What the books have on no shelf cannot leave one, and is nobody's promise either.
 */
export function splitTakes(
  sale: ChannelSale,
  takes: Take[],
  levelsOf: LevelsOf,
): { kept: Take[]; gone: Take[] } {
  const left = sale.lines.map(({ shippedQuantity }) => shippedQuantity)
  const [kept, gone]: [Take[], Take[]] = [[], []]
  const open = takes.map((take) => {
    const level = levelOf(levelsOf(take.sku), take)
    const out = Math.min(left[take.line - 1]!, take.quantity, level.onHand)
    left[take.line - 1]! -= out
    level.onHand -= out
    if (out > 0) gone.push({ ...take, quantity: out })
    return { ...take, quantity: take.quantity - out }
  })
  for (const take of open) {
    const absent = Math.min(left[take.line - 1]!, take.quantity)
    left[take.line - 1]! -= absent
    if (take.quantity > absent) kept.push({ ...take, quantity: take.quantity - absent })
  }
  return { kept, gone }
}

/** The level that a rule has taken from; it only takes from levels that were given to it. */
export const levelOf = (levels: LockedLevel[], { locationId }: Take): LockedLevel =>
  levels.find((level) => level.locationId === locationId)!
