import type { Problem } from '#platform/problem.ts'
import { sellable } from './allocate.ts'
import type { Waiting } from './backorder/store.ts'
import { takeFrom } from './backorder/take-from.ts'
import type { LockedLevel } from './batch.ts'
import { StockProblem } from './problems.ts'

export type MoveType = 'received' | 'returned' | 'adjusted' | 'counted' | 'transferred'

/** What a move does to one place: adds so many pieces, or says how many there are. */
export type Part = { locationId: string } & ({ by: number } | { to: number })
export type Move = { type: MoveType; sku: string; reason: string | null; parts: Part[] }

/** `level` is what there is after the step. */
export type Step = { level: LockedLevel; by: number }
export type Decision = { steps: Step[]; returned: Returned[] } | { refused: Problem }

/** Promises that have waited at the level `from` (its key), the newest first. */
export type HandedOver = { from: string; promises: Waiting[] }

/** A part of a promise that waits again. */
export type Returned = Waiting & { from: LockedLevel; to: LockedLevel }

type Levels = Map<string, LockedLevel>

export const levelKey = (sku: string, locationId: string): string => `${locationId}/${sku}`

/**
 * Decides moves one after the other, each as if it were alone: one that is refused changes nothing
 * for those after it. What each leaves behind is put into `levels`, and what goes back to where it
 * has waited is taken from `handedOver`, by the level that it was handed over to.
 */
export const decideMoves = (
  moves: Move[],
  levels: Levels,
  handedOver: ReadonlyMap<string, HandedOver>,
): Decision[] =>
  moves.map((move) => {
    const decision = decideMove(move, levels)
    if (!('refused' in decision)) return decision
    const returned = giveBack(move, levels, handedOver)
    return returned.length === 0 ? decision : { ...decideMove(move, levels), returned }
  })

function decideMove({ type, sku, parts }: Move, levels: Levels): Decision {
  const steps: Step[] = []
  for (const part of parts) {
    const level = levels.get(levelKey(sku, part.locationId))!
    const by = 'by' in part ? part.by : part.to - level.onHand
    const promised = type === 'transferred' && by < 0 ? promisedHere(level, by) : undefined
    const refused = promised ?? refusalOf(level, { onHand: by, reserved: 0 })
    if (refused) return { refused }
    steps.push({ level: { ...level, onHand: level.onHand + by }, by })
  }
  for (const { level } of steps) levels.set(levelKey(sku, level.locationId), level)
  return { steps, returned: [] }
}

/**
 * Nobody is made to move goods, so what is promised stays, also where more may be sold than is
 * there. A loss has happened already: it is booked as far as the limit covers it.
 */
function promisedHere({ sku, locationId, onHand, reserved }: LockedLevel, by: number) {
  if (onHand + by < 0 || onHand + by >= reserved) return undefined
  const free = Math.max(0, onHand - reserved)
  return StockProblem.stock_promised({ sku, locationId, onHand, reserved, free })
}

/**
 * A loss of what was handed over to those who had waited: the newest of them wait again, if the
 * limit where they have waited covers all that is missing.
 */
function giveBack(
  { type, sku, parts }: Move,
  levels: Levels,
  handedOver: ReadonlyMap<string, HandedOver>,
): Returned[] {
  const part = parts[0]!
  const key = levelKey(sku, part.locationId)
  const known = handedOver.get(key)
  if (!known || type === 'transferred') return []
  const [from, to] = [levels.get(key)!, levels.get(known.from)!]
  const left = 'by' in part ? from.onHand + part.by : part.to
  const missing = from.reserved - left
  const givable = known.promises.reduce((sum, { quantity }) => sum + quantity, 0)
  if (left < 0 || missing <= 0 || missing > Math.min(givable, sellable(to))) return []
  levels.set(key, { ...from, reserved: left })
  levels.set(known.from, { ...to, reserved: to.reserved + missing })
  return takeFrom(known.promises, missing).map((promise) => ({ ...promise, from, to }))
}

// Together with the largest limit it is still below what a column of PostgreSQL can hold.
const PIECES_MAX = 1_000_000_000

/** Says in words what the checks of the table would refuse, and what there is instead. */
export function refusalOf(
  level: LockedLevel,
  change: { onHand: number; reserved: number },
): Problem | undefined {
  const onHand = level.onHand + change.onHand
  const reserved = level.reserved + change.reserved
  const { sku, locationId } = level
  if (onHand > PIECES_MAX) return StockProblem.stock_too_much({ sku, locationId })
  if (onHand >= 0 && reserved <= onHand + level.backorderLimit) return undefined
  return StockProblem.stock_not_enough({
    ...{ sku, locationId, onHand: level.onHand, reserved: level.reserved },
    available: sellable(level),
  })
}
