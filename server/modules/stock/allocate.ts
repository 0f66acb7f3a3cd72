import type { LockedLevel } from './batch.ts'

export type Want = { line: number; sku: string; quantity: number }
export type Take = { line: number; sku: string; locationId: string; quantity: number }
export type Shortage = { sku: string; wanted: number; available: number }

/** Where the pieces of one order come from. Pure, so that another rule can take its place. */
export type AllocationRule = (wants: Want[], levelsOf: (sku: string) => LockedLevel[]) => Take[]

/** What may still be promised here. Safety stock is kept back from our own sales. */
export const sellable = (level: LockedLevel): number =>
  Math.max(0, level.onHand + level.backorderLimit - level.safetyStock - level.reserved)

/**
 * Fewest parcels first: one place that has everything, by priority; else each line from the places
 * in their order. Gives fewer pieces than wanted where there are no more.
 */
export const fewestParcels: AllocationRule = (wants, levelsOf) => {
  const single = placeForAll(wants, levelsOf)
  const left = new Map<LockedLevel, number>()
  return wants.flatMap((want) => takesOf(want, levelsOf(want.sku), left, single))
}

function takesOf(
  want: Want,
  levels: LockedLevel[],
  left: Map<LockedLevel, number>,
  only: string | undefined,
): Take[] {
  const takes: Take[] = []
  let open = want.quantity
  for (const level of byPriority(levels)) {
    if (open === 0) break
    if (only !== undefined && level.locationId !== only) continue
    const free = left.get(level) ?? sellable(level)
    const quantity = Math.min(free, open)
    if (quantity === 0) continue
    left.set(level, free - quantity)
    open -= quantity
    takes.push({ line: want.line, sku: want.sku, locationId: level.locationId, quantity })
  }
  return takes
}

const byPriority = (levels: LockedLevel[]): LockedLevel[] =>
  levels.length < 2
    ? levels
    : levels.toSorted((a, b) => a.priority - b.priority || sellable(b) - sellable(a))

function placeForAll(
  wants: Want[],
  levelsOf: (sku: string) => LockedLevel[],
): string | undefined {
  const sums = new Map<string, number>()
  for (const { sku, quantity } of wants) sums.set(sku, (sums.get(sku) ?? 0) + quantity)
  const [first] = sums.keys()
  if (first === undefined) return undefined
  const has = (locationId: string) =>
    [...sums].every(([sku, quantity]) =>
      levelsOf(sku).some(
        (level) => level.locationId === locationId && sellable(level) >= quantity,
      ),
    )
  return byPriority(levelsOf(first)).find((level) => has(level.locationId))?.locationId
}

/** What a set of takes leaves open. The same SKU in two lines is one want. */
export function shortagesOf(
  wants: Want[],
  takes: Take[],
  levelsOf: (sku: string) => LockedLevel[],
): Shortage[] {
  const open = new Map<string, number>()
  for (const { sku, quantity } of wants) open.set(sku, (open.get(sku) ?? 0) + quantity)
  const wanted = new Map(open)
  for (const { sku, quantity } of takes) open.set(sku, open.get(sku)! - quantity)
  return [...open]
    .filter(([, quantity]) => quantity > 0)
    .map(([sku]) => ({
      sku,
      wanted: wanted.get(sku)!,
      available: levelsOf(sku).reduce((sum, level) => sum + sellable(level), 0),
    }))
}
