import type { Step } from '#orders'
import { collectCash, giveUp, payOnline, refund } from './money.ts'
import { change, DAY_MS, HOUR_MS, MINUTE_MS, move, take } from './steps.ts'
import { STAFF, type Tale, type World } from './tale.ts'

/** Says whether the order goes on. What would lie in the future has not happened. */
type Phase = (world: World, tale: Tale) => boolean

const PHASES: Phase[] = [
  payOnline,
  write,
  hold,
  confirm,
  cancel,
  ship,
  deliver,
  collectCash,
  comeBack,
]

/** Lets an order live from when it was placed until now. */
export function live(world: World, tale: Tale): Tale {
  for (const phase of PHASES) if (!phase(world, tale)) return tale
  return tale
}

const NOTES = [
  'Called, will be at home.',
  'Asked for another colour.',
  'Wants an invoice with GST.',
]

/** Staff writes something down, or marks a good customer. */
function write({ random, newId, now }: World, tale: Tale): boolean {
  const what = random.next()
  const at = tale.at + random.between(2, 40) * MINUTE_MS
  if (what > 0.06 || at > now) return true
  const { order } = tale
  if (what < 0.03) {
    const note = { id: newId(at), text: random.pick(NOTES), at }
    const data = { orderId: order.id, noteId: note.id, text: note.text }
    tale.notes.push(note)
    tale.told.push({ at, type: 'order.note_added', subjectType: 'order', actor: STAFF, data })
    tale.at = at
    return true
  }
  const tags = [...order.tags, 'vip'].toSorted()
  return change(tale, { at, type: 'order.edited', after: { ...order, tags } })
}

const HOLDS = ['risk', 'bad_address', 'manual'] as const

function hold(world: World, tale: Tale): boolean {
  const { random } = world
  if (tale.order.holds.length > 0) return false // A person has to look at it.
  if (!random.chance(0.03) || tale.store.platform === 'blinkit') return true
  const reason = random.pick(HOLDS)
  const afterMs = random.between(1, 20) * MINUTE_MS
  if (!take(world, tale, { afterMs, step: { type: 'hold', reason } })) return false
  if (random.chance(0.2)) {
    giveUp(world, tale, { afterMs: random.between(24, 60) * HOUR_MS, reason: 'cannot be reached' })
    return false
  }
  const solvedMs = random.between(30, 1_200) * MINUTE_MS
  return take(world, tale, { afterMs: solvedMs, step: { type: 'release', reason } })
}

function confirm(world: World, tale: Tale): boolean {
  if (tale.order.lifecycle !== 'placed') return true
  const afterMs = world.random.between(5, 180) * MINUTE_MS
  return take(world, tale, { afterMs, step: { type: 'confirm' } })
}

const CANCELLED = ['customer changed their mind', 'ordered twice', 'too slow', 'wrong address']

function cancel(world: World, tale: Tale): boolean {
  const { random } = world
  if (!random.chance(0.04) || tale.store.platform === 'blinkit') return true
  const afterMs = random.between(10, 500) * MINUTE_MS
  giveUp(world, tale, { afterMs, reason: random.pick(CANCELLED) })
  return false
}

function ship(world: World, tale: Tale): boolean {
  const { random } = world
  const isQuick = tale.store.platform === 'blinkit'
  const afterMs = isQuick
    ? random.between(3, 8) * MINUTE_MS
    : random.between(150, 2_400) * MINUTE_MS
  const [first, ...others] = tale.order.lines
  if (others.length > 0 && random.chance(0.12)) {
    const { line, quantity } = first!
    const step: Step = { type: 'ship', lines: [{ line, quantity }] }
    if (!take(world, tale, { afterMs, step })) return false
    leave(world, tale, (promise) => promise.line === line)
    const laterMs = random.between(8, 30) * HOUR_MS
    if (!take(world, tale, { afterMs: laterMs, step: { type: 'ship' } })) return false
    leave(world, tale, (promise) => promise.line !== line)
    return true
  }
  if (!take(world, tale, { afterMs, step: { type: 'ship' } })) return false
  leave(world, tale, () => true)
  return true
}

function leave(world: World, tale: Tale, goes: (promise: Tale['promises'][number]) => boolean) {
  for (const { sku, locationId, quantity } of tale.promises.filter(goes)) {
    const what = { type: 'shipped', sku, locationId, reason: null } as const
    move(world, tale, { ...what, onHand: -quantity, quantity })
  }
}

function deliver(world: World, tale: Tale): boolean {
  const { random } = world
  const isQuick = tale.store.platform === 'blinkit'
  const afterMs = isQuick ? random.between(5, 14) * MINUTE_MS : random.between(20, 150) * HOUR_MS
  return take(world, tale, { afterMs, step: { type: 'deliver' } })
}

function comeBack(world: World, tale: Tale): boolean {
  const { random } = world
  if (!random.chance(0.05)) return false
  const { lines: all } = tale.order
  const lines = all.length > 1 && random.chance(0.5) ? all.slice(0, 1) : all
  const step: Step = {
    ...{ type: 'take_back', goods: 'restock' },
    lines: lines.map(({ line, quantity }) => ({ line, quantity })),
  }
  if (!take(world, tale, { afterMs: random.between(3, 12) * DAY_MS, step })) return false
  // What is given back stands on the shelf again, and is no part of any promise.
  for (const { line, sku, locationId, quantity } of tale.promises) {
    if (!lines.some((one) => one.line === line)) continue
    const what = { type: 'returned', sku, locationId, reason: 'given back' } as const
    move(world, tale, { ...what, onHand: quantity, quantity: 0 })
    world.shelves.giveBack({ sku, locationId }, quantity)
  }
  const worth = lines.reduce((sum, { quantity, unitPriceMinor, discountMinor }) => {
    return sum + quantity * unitPriceMinor - discountMinor
  }, 0)
  const amountMinor = lines === all ? tale.order.grandTotalMinor : worth
  refund(world, tale, { afterMs: random.between(20, 70) * HOUR_MS, amountMinor })
  return false
}
