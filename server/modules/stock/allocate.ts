import type { LockedLevel } from './batch.ts'
import { sumBySku } from './sum-by-sku.ts'

export type Want = { line: number; sku: string; quantity: number }
export type Take = { line: number; sku: string; locationId: string; quantity: number }
export type Shortage = { sku: string; wanted: number; available: number }
export type LevelsOf = (sku: string) => LockedLevel[]

/**
 * Where the pieces of one order come from. Pure, so that another rule can take its place. A rule
 * gives no more than is sellable, and fewer pieces than wanted only where there are no more.
 */
export type AllocationRule = (
  wants: Want[],
  levelsOf: LevelsOf,
  address: Record<string, unknown> | null,
) => Take[]

type Count = (level: LockedLevel) => number

/** What may still be promised here. Safety stock is kept back from our own sales. */
export const sellable: Count = (level) => freeOf(level, level.backorderLimit)

/** What of it lies there already. */
export const onShelf: Count = (level) => freeOf(level, 0)

const freeOf = ({ active, onHand, safetyStock, reserved }: LockedLevel, limit: number): number =>
  active ? Math.max(0, onHand + limit - safetyStock - reserved) : 0

/**
 * What others wait for is not free, although it is not promised to them yet: they will be given
 * what lies on the shelves before anything that has yet to arrive.
 */
export function keepBack(levels: LockedLevel[], pieces: number): void {
  let left = pieces
  const places = sorted(levels, firstByPriority)
  for (const count of [onShelf, sellable]) {
    for (const level of places) {
      const kept = Math.min(left, count(level))
      level.reserved += kept
      left -= kept
    }
  }
}

/** One place where everything lies, by priority; else each line from the places in their order. */
export const fewestParcels: AllocationRule = (wants, levelsOf) => {
  const single = placeForAll(wants, levelsOf)
  return takeInOrder(wants, levelsOf, firstByPriority, single)
}

/** Each line from the places in their order, however many parcels that makes. */
export const byPriority: AllocationRule = (wants, levelsOf) =>
  takeInOrder(wants, levelsOf, firstByPriority)

type Compare = (a: LockedLevel, b: LockedLevel) => number

export const firstByPriority: Compare = (a, b) =>
  a.priority - b.priority || sellable(b) - sellable(a)

/**
 * Empties the shelves of the places one after the other, and only then promises what has yet to
 * arrive: nobody waits while a piece is left. Lines of the same SKU are counted together.
 */
export function takeInOrder(
  wants: Want[],
  levelsOf: LevelsOf,
  compare: Compare,
  only?: string,
): Take[] {
  const taken = new Map<LockedLevel, number>()
  return wants.flatMap(({ line, sku, quantity }) => {
    const takes: Take[] = []
    let open = quantity
    const takeFrom = (level: LockedLevel, count: Count) => {
      const before = taken.get(level) ?? 0
      const pieces = Math.min(Math.max(0, count(level) - before), open)
      if (pieces === 0) return
      taken.set(level, before + pieces)
      open -= pieces
      const { locationId } = level
      const same = takes.find((take) => take.locationId === locationId)
      if (same) same.quantity += pieces
      else takes.push({ line, sku, locationId, quantity: pieces })
    }
    const places = sorted(levelsOf(sku), compare)
    for (const level of places) {
      if (only === undefined || level.locationId === only) takeFrom(level, onShelf)
    }
    for (const level of places) takeFrom(level, sellable)
    return takes
  })
}

const sorted = (levels: LockedLevel[], compare: Compare): LockedLevel[] =>
  levels.length < 2 ? levels : levels.toSorted(compare)

function placeForAll(wants: Want[], levelsOf: LevelsOf): string | undefined {
  const sums = sumBySku(wants)
  const [first] = sums.keys()
  if (first === undefined) return undefined
  const has = (locationId: string) =>
    [...sums].every(([sku, quantity]) =>
      levelsOf(sku).some((level) => level.locationId === locationId && onShelf(level) >= quantity),
    )
  const candidates = sorted(levelsOf(first), firstByPriority)
  return candidates.find((level) => has(level.locationId))?.locationId
}

/** What a set of takes leaves open. The same SKU in two lines is one want. */
export function shortagesOf(wants: Want[], takes: Take[], levelsOf: LevelsOf): Shortage[] {
  const wanted = sumBySku(wants)
  const open = new Map(wanted)
  for (const { sku, quantity } of takes) open.set(sku, open.get(sku)! - quantity)
  return [...open]
    .filter(([, quantity]) => quantity > 0)
    .map(([sku]) => ({
      sku,
      wanted: wanted.get(sku)!,
      available: levelsOf(sku).reduce((sum, level) => sum + sellable(level), 0),
    }))
}
