import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { Problem } from '#platform/problem.ts'
import { readSetting } from '#settings'
import { findPlaces, MAIN } from './locations/change-locations.ts'
import type { Location } from './locations/store.ts'
import { type Moved, moveIn } from './move-in.ts'
import type { Move } from './moves.ts'
import { StockProblem } from './problems.ts'
import { lowThreshold } from './settings.ts'

/** `adjusted` adds or takes away; `counted` says how many there are; the others add. */
export type MoveStock = {
  type: 'received' | 'returned' | 'adjusted' | 'counted'
  sku: string
  /** The code of the location; `main` when absent. */
  location?: string | undefined
  quantity: number
  reason?: string | undefined
}

export type TransferStock = {
  sku: string
  from: string
  to: string
  quantity: number
  reason?: string | undefined
}

/** Puts pieces on a shelf or takes them off it, with the movement that says why. */
export async function moveStock(ctx: Ctx, command: MoveStock): Promise<Moved> {
  const [result] = await moveMany(ctx, [command])
  if (result instanceof Problem) throw result
  return result!
}

/** Moves many, each on its own: one that is refused stops no other. */
export async function moveMany(ctx: Ctx, commands: MoveStock[]): Promise<(Moved | Problem)[]> {
  const results = await moveAll(ctx, commands.map(wishOf))
  return results.map((result) => (result instanceof Problem ? result : result[0]!))
}

/** From one place to another. Promised pieces stay where they are promised. */
export async function transferStock(ctx: Ctx, command: TransferStock): Promise<Moved[]> {
  const { sku, from, to, quantity, reason = null } = command
  const places = [
    { code: from, by: -quantity },
    { code: to, by: quantity },
  ]
  const wish: Wish = { type: 'transferred', sku, reason, places }
  const [result] = await moveAll(ctx, [wish])
  if (result instanceof Problem) throw result
  return result!
}

/** A move as people say it, with the codes of the places. */
type Wish = Omit<Move, 'parts'> & { places: (How & { code: string })[] }
type How = { by: number } | { to: number }

function wishOf(command: MoveStock): Wish {
  const { type, sku, location: code = MAIN, quantity, reason = null } = command
  const how = type === 'counted' ? { to: quantity } : { by: quantity }
  return { type, sku, reason, places: [{ code, ...how }] }
}

async function moveAll(ctx: Ctx, wishes: Wish[]): Promise<(Moved[] | Problem)[]> {
  const lowStandard = await readSetting(ctx, lowThreshold)
  return inTransaction(ctx.db, async (tx) => {
    const codes = wishes.flatMap(({ places }) => places.map(({ code }) => code))
    const places = await findPlaces({ db: tx, orgId: ctx.orgId }, codes)
    const moves = wishes.map((wish) => moveOf(wish, places))
    const able = moves.filter((move): move is Move => !(move instanceof Problem))
    const results = await moveIn(ctx, tx, { moves: able, lowStandard })
    await recordMoves(ctx, tx, results)
    const next = results.values()
    return moves.map((move) => (move instanceof Problem ? move : next.next().value!))
  })
}

function moveOf({ places: wanted, ...rest }: Wish, places: Map<string, Location>): Move | Problem {
  const missing = wanted.find(({ code }) => !places.has(code))
  if (missing) return StockProblem.location_not_found({ location: missing.code })
  const parts = wanted.map(({ code, ...how }) => ({ locationId: places.get(code)!.id, ...how }))
  return { ...rest, parts }
}

/** One entry for what was asked at once: the ledger itself says who moved which piece. */
export async function recordMoves(ctx: Ctx, tx: Tx, results: (Moved[] | Problem)[]): Promise<void> {
  const movements = results.flatMap((result) => (result instanceof Problem ? [] : result))
  if (movements.length === 0) return
  const skus = [...new Set(movements.map(({ movement }) => movement.sku))]
  const subject = skus.length === 1 ? { type: 'sku', id: skus[0]! } : { type: 'stock', id: 'many' }
  const after = movements.map(({ movement: { id, type, sku, locationId, onHand, reason } }) => ({
    ...{ id, type, sku, locationId, onHand, reason },
  }))
  await audit.record(ctx, tx, { action: 'stock.moved', subject, after })
}
