import { advance, changeOf, type Order, type Step, stepEvents, toldOf } from '#orders'
import type { Actor } from '#platform/context.ts'
import { STAFF, type Tale, type World } from './tale.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

type Taken = { afterMs: number; step: Step; actor?: Actor; also?: Partial<Order> }

/** One step by the rules of the real orders, told as a real change is told. */
export function take({ now }: World, tale: Tale, { afterMs, step, actor, also }: Taken): boolean {
  const at = tale.at + afterMs
  if (at > now) return false
  // What a platform sends leaves by the same rules, only that nobody here may say so.
  const { isSentByStore } = tale.order
  const before = isSentByStore ? { ...tale.order, isSentByStore: false } : tale.order
  const next = advance(before, step)
  if (!next || next === before) throw new Error(`The seed cannot ${step.type} an order.`)
  const data = toldOf(step)
  return change(tale, {
    at,
    type: stepEvents[step.type],
    after: { ...next, isSentByStore, ...also },
    actor,
    data,
  })
}

type Changed = { at: number; type: string; after: Order; actor?: Actor | undefined; data?: object }

/** What happens to an order is told as it really is: what differs, before and after. */
export function change(tale: Tale, { at, type, after, actor = STAFF, data }: Changed): true {
  const before = tale.order
  tale.order = { ...after, version: before.version + 1 }
  tale.at = at
  const told = { orderId: before.id, ...data, ...changeOf(before, tale.order) }
  tale.told.push({ at, type, subjectType: 'order', actor, data: told })
  return true
}

type What = {
  type: 'released' | 'shipped' | 'returned'
  sku: string
  locationId: string
  reason: string | null
  onHand: number
  /** So many are promised no longer. */
  quantity: number
  actor?: Actor
}

/** Ends promises, or brings pieces back; the level follows from the movements. */
export function move({ orgId, newId }: World, tale: Tale, what: What): void {
  const { type, sku, locationId, reason, onHand, quantity, actor = STAFF } = what
  const { at, order } = tale
  tale.moved.push({
    ...{ orgId, id: newId(at), at, type, sku, locationId, reason, onHand },
    // Without this it would be -0, which a comparison tells from 0.
    reserved: quantity === 0 ? 0 : -quantity,
    reservationId: order.id,
    ...{ actorType: actor.type, actorId: actor.id },
  })
}
