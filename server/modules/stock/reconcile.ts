import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { byPriority, type Want } from './allocate.ts'
import type { LockedLevel, Movement, MovementType } from './batch.ts'
import type { Levels } from './book.ts'
import { movementOf } from './movement.ts'
import { levelKey } from './moves.ts'
import { post } from './post.ts'
import { listSent, type Promised, type Sent } from './store.ts'
import { sumBySku } from './sum-by-sku.ts'
import { takePromises, thereFirst } from './take-promises.ts'

type Pieces = { sku: string; quantity: number }

export type Reconciliation = {
  /** The order whose promises they are. */
  reservationId: string
  /** Pieces that have left the house, as somebody else tells. */
  gone: Pieces[]
  /** Pieces that were said to have left, and have not: they are where they were. */
  stayed?: Pieces[]
  /** What is to be promised when all is done. */
  wants: Pieces[]
}

/**
 * Brings what is promised to an order to what it needs now: gives back, promises more, and lets go
 * what has left. Nothing is refused, since all of it has happened elsewhere: the answer says how
 * many pieces of each SKU are promised now, and the rest is short.
 */
export async function reconcile(
  ctx: Ctx,
  tx: Tx,
  { reservationId, gone, stayed = [], wants }: Reconciliation,
): Promise<Map<string, number>> {
  const skus = [...gone, ...stayed, ...wants].map(({ sku }) => sku)
  const { levels, promised } = await takePromises(ctx, tx, reservationId, skus)
  const plan = new Plan(ctx, reservationId, levels, promised)
  if (stayed.length > 0) {
    const sent = await listSent(tx, ctx.orgId, reservationId)
    for (const [sku, quantity] of sumBySku(stayed)) plan.putBack(sku, quantity, sent)
  }
  // What has left may never have been promised: it goes through a promise, as everything does.
  plan.promise(sumBySku([...wants, ...gone]))
  for (const [sku, quantity] of sumBySku(gone)) plan.letGo(sku, quantity)
  plan.giveBackBut(sumBySku(wants))
  await post(ctx, tx, levels, plan.movements)
  return plan.promised()
}

/** What is done to the levels, in memory, before any of it is written. */
class Plan {
  readonly movements: Movement[] = []
  readonly #ctx: Ctx
  readonly #reservationId: string
  readonly #levels: Map<string, LockedLevel>
  readonly #promised: Promised[]

  constructor(ctx: Ctx, reservationId: string, levels: Levels, promised: Promised[]) {
    this.#ctx = ctx
    this.#reservationId = reservationId
    this.#levels = new Map([...levels].map(([key, level]) => [key, { ...level }]))
    this.#promised = promised.map((one) => ({ ...one }))
  }

  /** Whatever the books do not have on the shelf cannot leave it: then only the promise ends. */
  letGo(sku: string, quantity: number): void {
    let open = quantity
    for (const place of this.#placesOf(sku)) {
      const pieces = Math.min(open, place.quantity)
      const out = Math.min(pieces, this.#levelOf(place).onHand)
      this.#move('shipped', place, { onHand: -out, reserved: -out })
      this.#move('released', place, { onHand: 0, reserved: out - pieces })
      open -= pieces
    }
  }

  /** Only what the ledger has sent from a shelf, and to that shelf. */
  putBack(sku: string, quantity: number, sent: Sent[]): void {
    let open = quantity
    for (const one of sent.filter((place) => place.sku === sku)) {
      if (!this.#levels.has(levelKey(sku, one.locationId))) continue
      const pieces = Math.max(0, Math.min(open, one.quantity))
      this.#move('shipped', one, { onHand: pieces, reserved: 0 }, 'its parcel was cancelled')
      open -= pieces
    }
  }

  giveBackBut(targets: ReadonlyMap<string, number>): void {
    for (const sku of this.promised().keys()) {
      let over = this.#sumOf(sku) - (targets.get(sku) ?? 0)
      for (const place of this.#placesOf(sku).toReversed()) {
        const pieces = Math.max(0, Math.min(over, place.quantity))
        this.#move('released', place, { onHand: 0, reserved: -pieces })
        over -= pieces
      }
    }
  }

  promise(targets: ReadonlyMap<string, number>): void {
    const wants: Want[] = [...targets]
      .map(([sku, quantity]) => ({ line: 0, sku, quantity: quantity - this.#sumOf(sku) }))
      .filter(({ quantity }) => quantity > 0)
    const bySku = Map.groupBy(this.#levels.values(), ({ sku }) => sku)
    for (const take of byPriority(wants, (sku) => bySku.get(sku) ?? [], null)) {
      this.#move('reserved', take, { onHand: 0, reserved: take.quantity })
    }
  }

  promised(): Map<string, number> {
    const skus = new Set(this.#promised.map(({ sku }) => sku))
    return new Map([...skus].map((sku) => [sku, this.#sumOf(sku)]))
  }

  #move(
    type: MovementType,
    at: Place,
    { onHand, reserved }: Change,
    reason: string | null = null,
  ): void {
    if (onHand === 0 && reserved === 0) return
    const { sku, locationId } = at
    const level = this.#levelOf(at)
    level.onHand += onHand
    level.reserved += reserved
    const place = this.#promised.find((one) => one.sku === sku && one.locationId === locationId)
    if (place) place.quantity += reserved
    else this.#promised.push({ sku, locationId, quantity: reserved })
    const reservationId = this.#reservationId
    this.movements.push(
      movementOf(this.#ctx, { type, sku, locationId, onHand, reserved, reservationId, reason }),
    )
  }

  #levelOf({ sku, locationId }: Place): LockedLevel {
    return this.#levels.get(levelKey(sku, locationId))!
  }

  #placesOf(sku: string): Promised[] {
    const places = this.#promised.filter((one) => one.sku === sku)
    return thereFirst(places, this.#levels)
  }

  #sumOf(sku: string): number {
    return this.#placesOf(sku).reduce((sum, { quantity }) => sum + quantity, 0)
  }
}

type Place = { sku: string; locationId: string }
type Change = { onHand: number; reserved: number }
