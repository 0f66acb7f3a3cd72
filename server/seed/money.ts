import type { Actor } from '#platform/context.ts'
import { paymentEvents } from '#payments'
import { HOUR_MS, MINUTE_MS, move, take } from './steps.ts'
import { STAFF, type Tale, type World } from './tale.ts'

const job = (name: string): Actor => ({ type: 'job', id: name, name })

/** How long the jobs take to follow. */
const SOON_MS = 60
const DECLINED = 'The card was declined.'

/** Our own website takes the money by the gateway for trials, as its jobs would have done. */
export function payOnline(world: World, tale: Tale): boolean {
  const { random } = world
  const { order, charge } = tale
  if (order.payment !== 'pending') return true
  const at = tale.at + random.between(2, 25) * 1_000
  const isDeclined = random.chance(0.04)
  charge.attempts = 1
  charge.changedAt = at
  tale.at = at
  if (isDeclined) {
    charge.state = 'declined'
    charge.lastError = DECLINED
    tell(tale, paymentEvents.declined(order.id, DECLINED))
    const actor = job('orders.apply_decline')
    take(world, tale, { afterMs: SOON_MS, step: { type: 'payment', state: 'declined' }, actor })
    giveUp(world, tale, { afterMs: SOON_MS, reason: 'payment declined', actor })
    return false
  }
  charge.state = 'succeeded'
  charge.providerRef = `test_${order.id}/charge/1`
  book(tale, 'charge/1', charge.amountMinor)
  tell(tale, paymentEvents.succeeded(order.id, charge.amountMinor))
  const actor = job('orders.apply_payment')
  take(world, tale, { afterMs: SOON_MS, step: { type: 'payment', state: 'paid' }, actor })
  return take(world, tale, { afterMs: SOON_MS, step: { type: 'confirm' }, actor })
}

/** The pieces go back to the shelf, and the money to the customer. */
export function giveUp(
  world: World,
  tale: Tale,
  { afterMs, reason, actor = STAFF }: { afterMs: number; reason: string; actor?: Actor },
): void {
  const step = { type: 'cancel', reason } as const
  if (!take(world, tale, { afterMs, step, actor })) return
  for (const { sku, locationId, quantity } of tale.promises) {
    const what = { type: 'released', sku, locationId, reason, actor } as const
    move(world, tale, { ...what, onHand: 0, quantity })
    world.shelves.giveBack({ sku, locationId }, quantity)
  }
  refund(world, tale, { afterMs: 2 * MINUTE_MS, amountMinor: tale.order.grandTotalMinor })
}

/** The carrier hands over what was paid at the door. */
export function collectCash(world: World, tale: Tale): boolean {
  const { order, charge } = tale
  if (order.payment !== 'due') return true
  const afterMs = world.random.between(20, 60) * HOUR_MS
  const step = { type: 'payment', state: 'paid' } as const
  if (!take(world, tale, { afterMs, step })) return false
  charge.state = 'succeeded'
  charge.changedAt = tale.at
  book(tale, 'charge/1', charge.amountMinor)
  return true
}

/** Nobody gets back what was never taken. */
export function refund(
  world: World,
  tale: Tale,
  { afterMs, amountMinor }: { afterMs: number; amountMinor: number },
): void {
  const { order, charge } = tale
  if (order.payment !== 'paid' || amountMinor === 0) return
  const state = amountMinor === order.grandTotalMinor ? 'refunded' : 'partly_refunded'
  const also = { refundedMinor: amountMinor }
  if (!take(world, tale, { afterMs, step: { type: 'payment', state }, also })) return
  book(tale, 'refund/1', -amountMinor)
  const isTest = charge.gateway === 'test'
  tale.refund = {
    ...{ purpose: 'refund', state: 'succeeded', gateway: charge.gateway, amountMinor },
    ...{ attempts: 1, lastError: null, at: tale.at, changedAt: tale.at },
    providerRef: isTest ? `test_${order.id}/refund/1` : null,
  }
}

const book = ({ booked, at }: Tale, fact: string, amountMinor: number) =>
  booked.push({ fact, amountMinor, at })

const tell = (tale: Tale, { type, data }: { type: string; data: object }) =>
  tale.told.push({ at: tale.at, type, subjectType: 'payment', actor: STAFF, data })
