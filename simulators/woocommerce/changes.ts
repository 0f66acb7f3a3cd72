import type { OrderChange } from '../frame/control.ts'
import type { Announce } from './webhooks.ts'
import {
  type Line,
  lineOf,
  moveStock,
  type Order,
  type Refund,
  reduceStock,
  refundedOf,
  refundedUnits,
  restoreStock,
  type Shop,
  totalOf,
} from './shop.ts'

export const OPEN = ['pending', 'on-hold', 'processing']

/** What the merchant, or the buyer, does to an order in the shop itself. */
export function changeOrder(
  shop: Shop,
  announce: Announce,
  order: Order,
  change: OrderChange,
): boolean {
  switch (change) {
    case 'edit':
      return OPEN.includes(order.status) && edit(shop, announce, order)
    case 'cancel':
      return OPEN.includes(order.status) && setStatus(shop, announce, order, 'cancelled')
    case 'fulfil':
      return OPEN.includes(order.status) && setStatus(shop, announce, order, 'completed')
    case 'refund':
      return refundOnePiece(shop, announce, order)
    case 'pay':
      if (order.paidMs !== null || !OPEN.includes(order.status)) return false
      order.paidMs = shop.nowMs()
      return setStatus(shop, announce, order, 'processing')
    case 'request_cancel':
      return false
  }
}

/** One piece more or less of the first line. */
function edit(shop: Shop, announce: Announce, order: Order): boolean {
  const line = order.lines[0]
  if (!line || order.refunds.length > 0) return false
  const by = line.quantity > 1 ? -1 : 1
  const unitMinor = line.subtotalMinor / line.quantity
  const quantity = line.quantity + by
  const isOnSale = line.totalMinor !== line.subtotalMinor
  Object.assign(line, lineOf(line.id, line.item, quantity, unitMinor * quantity, isOnSale))
  const discounts = order.lines.map(({ subtotalMinor, totalMinor }) => subtotalMinor - totalMinor)
  order.couponMinor = discounts.reduce((sum, minor) => sum + minor, 0)
  if (order.isStockReduced) moveStock(shop, line.item, 0 - by, 'edited')
  return touched(shop, announce, order)
}

export function setStatus(shop: Shop, announce: Announce, order: Order, status: string): boolean {
  const before = order.status
  order.status = status
  if (status === 'cancelled' || status === 'trash') restoreStock(shop, order)
  if (OPEN.includes(status) && before !== status) reduceStock(shop, order)
  if (status === 'completed') {
    order.completedMs = shop.nowMs()
    order.paidMs ??= shop.nowMs()
  }
  shop.frame.ledger.record('order.status', { id: order.id, from: before, to: status })
  return touched(shop, announce, order)
}

/** To the bin, and out of it: what is binned is announced by its id alone. */
export function bin(shop: Shop, announce: Announce, order: Order): void {
  setStatus(shop, announce, order, 'trash')
  announce('order.deleted', { resource: 'order', id: order.id })
}

export function unbin(shop: Shop, announce: Announce, order: Order): void {
  setStatus(shop, announce, order, 'processing')
  announce('order.restored', { resource: 'order', id: order.id })
}

function refundOnePiece(shop: Shop, announce: Announce, order: Order): boolean {
  const line = order.lines.find((one) => refundedUnits(order, one) < one.quantity)
  if (!line || order.status === 'cancelled' || order.status === 'trash') return false
  const totalMinor = Math.floor(line.totalMinor / line.quantity)
  const part = { id: shop.nextId(), line, quantity: 1, totalMinor }
  const given = { amountMinor: totalMinor, reason: 'Came broken', isPaidBack: false, lines: [part] }
  addRefund(shop, announce, order, given, { isRestocked: true })
  return true
}

/** Status and total stay as they are, unless all of the money has gone back. */
export function addRefund(
  shop: Shop,
  announce: Announce,
  order: Order,
  given: Omit<Refund, 'id' | 'atMs'>,
  { isRestocked }: { isRestocked: boolean },
): Refund {
  const refund = { id: shop.nextId(), atMs: shop.nowMs(), ...given }
  order.refunds.push(refund)
  const { id, amountMinor } = refund
  shop.frame.ledger.record('refund.made', { order: order.id, id, amountMinor, isRestocked })
  if (isRestocked && order.isStockReduced) restock(shop, refund)
  if (refundedOf(order) >= totalOf(order)) order.status = 'refunded'
  touched(shop, announce, order)
  return refund
}

function restock(shop: Shop, refund: Refund): void {
  for (const { line, quantity } of refund.lines) moveStock(shop, line.item, quantity, 'restocked')
}

/** Times of WooCommerce are whole seconds. */
export function touched(shop: Shop, announce: Announce, order: Order): true {
  order.modifiedMs = shop.nowMs()
  announce('order.updated', { resource: 'order', id: order.id })
  return true
}

export const findLine = (order: Order, id: number): Line | undefined =>
  order.lines.find((line) => line.id === id)
