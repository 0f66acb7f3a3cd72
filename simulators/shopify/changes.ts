import { basketOf, buyerOf } from '../frame/buyers.ts'
import type { OrderChange } from '../frame/control.ts'
import type { Frame } from '../frame/frame.ts'
import { type EventData, setAvailable, tell } from './events.ts'
import { fulfillmentWire, moment, orderWire, refundWire } from './render.ts'
import {
  activeOf,
  type Fulfillment,
  type Line,
  openOf,
  type Order,
  type Refund,
  type Shop,
  totalsOf,
  type Transaction,
  valueOf,
} from './shop.ts'

export type World = { frame: Frame<EventData>; shop: Shop }

/** Somebody orders, in one of the many ways in which people do. */
export function makeOrder({ frame, shop }: World): Order {
  const { random } = frame
  const nowMs = frame.clock.now().getTime()
  const isPaid = !random.chance(0.1)
  const code = random.chance(0.2) ? 'WELCOME10' : null
  const hasAddress = !random.chance(0.05)
  const lines = linesOf({ frame, shop }, code)
  const order: Order = {
    ...{ id: shop.newId(), number: 1_001 + shop.orders.size, isTest: random.chance(0.03) },
    currency: shop.currency,
    shown: random.chance(0.1) ? { currency: 'GBP', rate: 0.79 } : null,
    ...{ buyer: buyerOf(random), isGuest: random.chance(0.1), hasAddress, lines, code },
    ...{ fulfillmentOrderId: shop.newId(), isOnHold: false },
    shippingMinor: hasAddress ? 590 : 0,
    tipMinor: random.chance(0.05) ? 200 : 0,
    gateway: isPaid ? 'shopify_payments' : 'Cash on Delivery (COD)',
    note: random.chance(0.1) ? 'Please ring & wait 🔔' : null,
    ...{ transactions: [], refunds: [], fulfillments: [], createdMs: nowMs, updatedMs: nowMs },
    ...{ cancelledMs: null, cancelReason: null, closedMs: null },
  }
  if (isPaid) {
    const { totalMinor: amountMinor } = totalsOf(order)
    const sale = { id: shop.newId(), kind: 'sale', parentId: null, amountMinor, atMs: nowMs }
    order.transactions.push(sale as Transaction)
  }
  shop.orders.set(order.id, order)
  frame.ledger.record('order.placed', { id: String(order.id) })
  tell(frame, ['orders/create', ...(isPaid ? ['orders/paid'] : [])], orderWire(order))
  if (!order.isTest) for (const line of lines) moveStock({ frame, shop }, line, -line.quantity)
  return order
}

function linesOf({ frame, shop }: World, code: string | null): Line[] {
  const { random } = frame
  const goods = shop.variants.map(({ good }) => good)
  return basketOf(random, goods, shop.currency).map(({ good, quantity, priceMinor }): Line => {
    // Something that the shop writes in by hand has no variant and no SKU.
    const isCustom = random.chance(0.02)
    const variant = shop.variants.find((one) => one.good === good) ?? null
    const worthMinor = priceMinor * quantity
    const discountMinor = code === null ? 0 : Math.round(worthMinor / 10)
    return {
      ...{ id: shop.newId(), variant: isCustom ? null : variant, title: good.title, quantity },
      ...{ removed: 0, fulfilled: 0, priceMinor, discountMinor },
      taxMinor: Math.round((worthMinor - discountMinor) * 0.07),
    }
  })
}

function moveStock({ frame, shop }: World, { variant }: Line, by: number): void {
  if (variant && by !== 0) setAvailable(frame, shop, variant, variant.available + by, 'order')
}

export function touch({ frame }: World, order: Order, ...topics: string[]): void {
  order.updatedMs = Math.max(order.updatedMs, frame.clock.now().getTime())
  tell(frame, [...topics, 'orders/updated'], orderWire(order))
}

export function changeOrder(world: World, order: Order, change: OrderChange): boolean {
  switch (change) {
    case 'edit':
      return edit(world, order)
    case 'cancel':
      return cancel(world, order, 'customer', true)
    case 'refund':
      return refundOnePiece(world, order)
    case 'fulfil':
      return fulfilSome(world, order)
    case 'pay':
      return pay(world, order)
    case 'request_cancel':
      return false
  }
}

/** One piece less of a line that has several, or one more of one that has a single piece. */
function edit(world: World, order: Order): boolean {
  const isOpen = (line: Line) => openOf(line) > 0
  const line = order.lines.find((one) => openOf(one) >= 2) ?? order.lines.find(isOpen)
  if (order.cancelledMs !== null || !line) return false
  const by = openOf(line) >= 2 ? -1 : 1
  if (by < 0) line.removed++
  else addPiece(line)
  moveStock(world, line, -by)
  const changed = [{ id: line.id, delta: 1 }]
  const [additions, removals] = by > 0 ? [changed, []] : [[], changed]
  const at = moment(world.frame.clock.now().getTime())
  const change = { order_id: order.id, line_items: { additions, removals }, committed_at: at }
  tell(world.frame, ['orders/edited'], { order_edit: change })
  touch(world, order)
  return true
}

/** What was ordered and what it costs grow, while what was taken out stays in both for ever. */
function addPiece(line: Line): void {
  const { quantity, discountMinor, taxMinor } = line
  line.discountMinor += Math.round(discountMinor / quantity)
  line.taxMinor += Math.round(taxMinor / quantity)
  line.quantity++
}

/** Who brought the parcel has the money, or somebody has said so in the shop. */
function pay(world: World, order: Order): boolean {
  const { currentMinor: amountMinor, paidMinor } = totalsOf(order)
  if (order.cancelledMs !== null || paidMinor > 0) return false
  const atMs = world.frame.clock.now().getTime()
  const id = world.shop.newId()
  order.transactions.push({ id, kind: 'sale', parentId: null, amountMinor, atMs })
  touch(world, order, 'orders/paid')
  return true
}

export function cancel(world: World, order: Order, reason: string, isPaidBack: boolean): boolean {
  if (order.cancelledMs !== null || order.fulfillments.length > 0) return false
  const lines = order.lines.filter((line) => activeOf(line) > 0)
  const pieces = lines.map((line) => ({ line, quantity: activeOf(line) }))
  const { paidMinor, refundedMinor } = totalsOf(order)
  const nowMs = world.frame.clock.now().getTime()
  order.cancelledMs = nowMs
  order.closedMs = nowMs
  order.cancelReason = reason
  giveBack(world, order, {
    ...{ pieces, restockType: 'cancel', note: null },
    amountMinor: isPaidBack ? paidMinor - refundedMinor : 0,
  })
  touch(world, order, 'orders/cancelled')
  return true
}

function refundOnePiece(world: World, order: Order): boolean {
  const line = order.lines.find((one) => activeOf(one) > 0)
  const { paidMinor, refundedMinor } = totalsOf(order)
  if (!line || order.cancelledMs !== null || paidMinor === refundedMinor) return false
  // What all pieces that are gone were worth is rounded once.
  const worthMinor = valueOf(line, line.removed + 1) - valueOf(line, line.removed)
  giveBack(world, order, {
    ...{ pieces: [{ line, quantity: 1 }], restockType: 'no_restock', note: 'it broke' },
    amountMinor: Math.min(worthMinor, paidMinor - refundedMinor),
  })
  touch(world, order)
  return true
}

export type GivenBack = {
  pieces: { line: Line; quantity: number }[]
  restockType: string
  amountMinor: number
  note: string | null
}

/** Goods, money, or both. */
export function giveBack(world: World, order: Order, given: GivenBack): Refund {
  const { frame, shop } = world
  const atMs = frame.clock.now().getTime()
  for (const { line, quantity } of given.pieces) {
    line.removed += quantity
    line.fulfilled = Math.min(line.fulfilled, activeOf(line))
    if (given.restockType !== 'no_restock') moveStock(world, line, quantity)
  }
  const parentId = order.transactions.find(({ kind }) => kind === 'sale')?.id ?? null
  const { amountMinor } = given
  const moved: Transaction = { id: shop.newId(), kind: 'refund', parentId, amountMinor, atMs }
  const refund: Refund = {
    ...{ id: shop.newId(), atMs, note: given.note },
    lines: given.pieces.map((piece) => ({
      ...{ id: shop.newId(), ...piece, restockType: given.restockType },
    })),
    transactions: amountMinor > 0 ? [moved] : [],
  }
  order.refunds.push(refund)
  order.transactions.push(...refund.transactions)
  frame.ledger.record('refund', { order: String(order.id), amountMinor })
  tell(frame, ['refunds/create'], refundWire(order, refund))
  return refund
}

function fulfilSome(world: World, order: Order): boolean {
  const open = order.lines.filter((line) => openOf(line) > 0)
  if (open.length === 0 || order.cancelledMs !== null || order.isOnHold) return false
  const isPartial = world.frame.random.chance(0.2)
  const number = `SIM${world.frame.random.digits(9)}`
  fulfil(world, order, {
    tracking: { number, company: 'DHL Express', url: `https://track.example/${number}` },
    lines: open.map((line) => ({ line, quantity: isPartial ? 1 : openOf(line) })),
  })
  return true
}

export function fulfil(
  world: World,
  order: Order,
  given: Pick<Fulfillment, 'tracking' | 'lines'>,
): Fulfillment {
  const { frame, shop } = world
  const fulfillment = { id: shop.newId(), atMs: frame.clock.now().getTime(), ...given }
  for (const { line, quantity } of given.lines) line.fulfilled += quantity
  order.fulfillments.push(fulfillment)
  const isWhole = order.lines.every((line) => openOf(line) === 0)
  // What is sent and paid is put away.
  if (isWhole && totalsOf(order).paidMinor > 0) order.closedMs = fulfillment.atMs
  frame.ledger.record('shipment', { order: String(order.id), tracking: given.tracking.number })
  tell(frame, ['fulfillments/create'], fulfillmentWire(order, fulfillment))
  touch(world, order, isWhole ? 'orders/fulfilled' : 'orders/partially_fulfilled')
  return fulfillment
}
