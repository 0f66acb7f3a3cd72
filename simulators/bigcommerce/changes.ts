import type { OrderChange } from '../frame/control.ts'
import { tellOrder, tellShipment } from './hooks.ts'
import {
  moveStock,
  type Order,
  priced,
  type Refund,
  refundedOf,
  type Shipment,
  type Store,
  sumOf,
  totalOf,
} from './store.ts'

const OPEN = [1, 7, 9, 11]
const CANCELLED = 5

/** The shopper has paid, or will by hand: only now is it an order for anybody. */
export function completeOrder(store: Store, order: Order): void {
  for (const { item, quantity } of order.lines) moveStock(store, item, 0 - quantity, 'sold')
  store.frame.ledger.record('order.made', { id: order.id, totalMinor: totalOf(order) })
  setStatus(store, order, order.method === 'Cash' ? 7 : 11)
}

export function changeOrder(store: Store, order: Order, change: OrderChange): boolean {
  const isOpen = OPEN.includes(order.statusId)
  switch (change) {
    case 'edit':
      return isOpen && edit(store, order)
    case 'cancel':
      return isOpen && setStatus(store, order, CANCELLED)
    case 'fulfil':
      return (isOpen || order.statusId === 3) && shipAll(store, order)
    case 'refund':
      return refundOnePiece(store, order)
    case 'pay':
      return (order.statusId === 1 || order.statusId === 7) && setStatus(store, order, 11)
    case 'request_cancel':
      return false
  }
}

function edit(store: Store, order: Order): boolean {
  const line = order.lines[0]
  if (!line || line.refunded > 0 || order.refunds.length > 0) return false
  const by = line.quantity > 1 ? -1 : 1
  line.quantity += by
  priced(line, order.coupon !== null)
  moveStock(store, line.item, 0 - by, 'edited')
  touched(store, order)
  return true
}

export function setStatus(store: Store, order: Order, statusId: number): true {
  const before = order.statusId
  order.statusId = statusId
  if (statusId === CANCELLED && before !== CANCELLED) {
    for (const { item, quantity } of order.lines) moveStock(store, item, quantity, 'cancelled')
  }
  store.frame.ledger.record('order.status', { id: order.id, from: before, to: statusId })
  touched(store, order)
  const status = { previous_status_id: before, new_status_id: statusId }
  if (before !== statusId) tellOrder(store, 'statusUpdated', order, { status })
  return true
}

export function touched(store: Store, order: Order): void {
  order.modifiedMs = store.nowMs()
  tellOrder(store, 'updated', order)
}

/** Its time of change stays: who has not seen the order before finds it among the archived ones. */
export function archiveOrder(store: Store, order: Order): void {
  order.isArchived = true
  store.frame.ledger.record('order.archived', { id: order.id })
  tellOrder(store, 'archived', order)
}

function shipAll(store: Store, order: Order): boolean {
  for (const { id: addressId } of order.addresses) {
    const items = order.lines
      .filter(
        (line) => line.addressId === addressId && line.quantity > line.shipped + line.refunded,
      )
      .map((line) => ({ line, quantity: line.quantity - line.shipped - line.refunded }))
    const tracking = `SIM${store.frame.random.digits(9)}`
    const given = { addressId, tracking, provider: 'usps', comments: '', items }
    if (items.length > 0) addShipment(store, order, given)
  }
  return true
}

export function addShipment(
  store: Store,
  order: Order,
  given: Omit<Shipment, 'id' | 'atMs'>,
): Shipment {
  const shipment = { id: store.nextId(), atMs: store.nowMs(), ...given }
  order.shipments.push(shipment)
  for (const { line, quantity } of shipment.items) line.shipped += quantity
  const { id, tracking, comments, items } = shipment
  const pieces = items.map(({ quantity }) => quantity)
  store.frame.ledger.record('shipment.made', { order: order.id, id, tracking, comments, pieces })
  const left = sumOf(order, (line) => line.quantity - line.shipped - line.refunded)
  setStatus(store, order, left > 0 ? 3 : 2)
  tellShipment(store, order, id)
  return shipment
}

function refundOnePiece(store: Store, order: Order): boolean {
  const line = order.lines.find((one) => one.refunded < one.quantity && one.priceMinor > 0)
  if (!line || order.statusId === CANCELLED || order.statusId === 0) return false
  const amountMinor = pieceOf(line)
  addRefund(store, order, {
    ...{ amountMinor, reason: 'Came broken' },
    items: [{ type: 'PRODUCT', id: line.id, quantity: 1, amountMinor }],
    payments: [{ provider: 'braintree', amountMinor, offline: false }],
  })
  return true
}

/** What one piece of the line cost, with its part of the discount and the tax. */
export const pieceOf = (line: Order['lines'][number]): number =>
  Math.floor((line.priceMinor * line.quantity - line.discountMinor + line.taxMinor) / line.quantity)

/** Nothing goes back on the shelf by itself, and `refunded_amount` stays zero. */
export function addRefund(
  store: Store,
  order: Order,
  given: Omit<Refund, 'id' | 'atMs' | 'isDeclined'>,
): Refund {
  const refund = { id: store.nextId(), atMs: store.nowMs(), ...given, isDeclined: false }
  order.refunds.push(refund)
  for (const { type, id, quantity } of refund.items) {
    const line = type === 'PRODUCT' && order.lines.find((one) => one.id === id)
    if (line) line.refunded += quantity
  }
  const { id, amountMinor } = refund
  store.frame.ledger.record('refund.made', { order: order.id, id, amountMinor })
  setStatus(store, order, refundedOf(order) >= totalOf(order) ? 4 : 14)
  tellOrder(store, 'refund/created', order, { refund: { refund_id: id } })
  return refund
}
