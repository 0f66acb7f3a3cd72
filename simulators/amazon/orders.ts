import type { OrderChange, OrderTruth } from '../frame/control.ts'
import { basketOf, type Buyer, buyerOf } from '../frame/buyers.ts'
import type { SimulatorClock } from '../frame/clock.ts'
import type { Good } from '../frame/goods.ts'
import type { Ledger } from '../frame/ledger.ts'
import type { Memory } from '../frame/memory.ts'
import type { Random } from '../frame/random.ts'

export type AmazonLine = {
  itemId: string
  sku: string
  title: string
  quantity: number
  shipped: number
  priceMinor: number
}

export type AmazonPackage = { reference: string; carrier: string; tracking: string; at: Date }

export type AmazonOrder = {
  id: string
  createdAt: Date
  updatedAt: Date
  status: 'PENDING' | 'UNSHIPPED' | 'PARTIALLY_SHIPPED' | 'SHIPPED' | 'CANCELLED'
  fulfilledBy: 'MERCHANT' | 'AMAZON'
  buyer: Buyer
  lines: AmazonLine[]
  shippingMinor: number
  packages: AmazonPackage[]
  isCancelAsked: boolean
  /** Who brings the parcel takes the money; Amazon tells of the parcel, and never of the money. */
  isCashOnDelivery: boolean
  isDelivered: boolean
  refundedMinor: number
}

export const CURRENCY = 'INR'
const SHIPPING_MINOR = 4_000
/** While Amazon checks the payment, an order has no total and no buyer. */
const PENDING_MS = 30 * 60_000

export const itemsMinor = ({ lines }: AmazonOrder): number =>
  lines.reduce((sum, { priceMinor, quantity }) => sum + priceMinor * quantity, 0)

export const totalMinor = (order: AmazonOrder): number => itemsMinor(order) + order.shippingMinor

/** How many of each line, by its id. */
type Pieces = ReadonlyMap<string, number>

export type Shares = { pending: number; afn: number; cash?: number }

type Parts = {
  clock: SimulatorClock
  random: Random
  ledger: Ledger
  goods: Good[]
  keep: Memory['keep']
  shares: Shares
  onChange(order: AmazonOrder, reason: string): void
}

export type AmazonOrders = ReturnType<typeof createOrders>

/** What buyers and the seller really did. Every change gets a time of its own. */
export function createOrders({ clock, random, ledger, goods, keep, shares, onChange }: Parts) {
  const orders = keep('orders', new Map<string, AmazonOrder>())
  const touched = (order: AmazonOrder, reason: string) => {
    order.updatedAt = clock.now()
    ledger.record('order.changed', { id: order.id, status: order.status, reason })
    onChange(order, reason)
  }

  function make(): string {
    const order = newOrder(random, goods, clock.now(), shares)
    orders.set(order.id, order)
    if (order.fulfilledBy === 'MERCHANT') takeFrom(goods, order)
    ledger.record('order.made', { id: order.id, status: order.status })
    onChange(order, 'OrderCreated')
    expectPayment(order)
    return order.id
  }

  function expectPayment(order: AmazonOrder): void {
    if (order.status !== 'PENDING') return
    clock.after(Math.max(0, +order.createdAt + PENDING_MS - +clock.now()), () => {
      if (order.status !== 'PENDING') return
      order.status = 'UNSHIPPED'
      touched(order, 'PaymentConfirmed')
    })
  }

  function cancel(order: AmazonOrder): boolean {
    if (order.status !== 'PENDING' && order.status !== 'UNSHIPPED') return false
    order.status = 'CANCELLED'
    touched(order, 'OrderCancelled')
    return true
  }

  function ship(order: AmazonOrder, parcel: AmazonPackage, pieces: Pieces): boolean {
    // The same parcel again is a correction, and sends nothing twice.
    if (order.packages.some(({ reference }) => reference === parcel.reference)) return true
    if (!put(order, parcel, pieces)) return false
    ledger.record('shipment', { id: order.id, ...parcel })
    touched(order, 'OrderShipped')
    return true
  }

  function refund(order: AmazonOrder, amountMinor: number): boolean {
    if (order.refundedMinor + amountMinor > totalMinor(order)) return false
    if (order.status === 'PENDING' || order.status === 'CANCELLED') return false
    order.refundedMinor += amountMinor
    ledger.record('refund', { id: order.id, amountMinor })
    touched(order, 'RefundIssued')
    return true
  }

  function askCancel(order: AmazonOrder): boolean {
    if (order.status !== 'UNSHIPPED') return false
    order.isCancelAsked = true
    touched(order, 'Buyer Requested Cancel')
    return true
  }

  function shipAll(order: AmazonOrder): boolean {
    const reference = String(order.packages.length + 1)
    const parcel = { reference, carrier: 'Amazon', tracking: random.digits(12), at: clock.now() }
    return ship(order, parcel, unsentOf(order))
  }

  return {
    ...{ orders, make, cancel, ship, refund, resume: () => orders.forEach(expectPayment) },
    change(id: string, change: OrderChange): boolean {
      const order = orders.get(id)
      if (!order) return false
      if (change === 'cancel') return cancel(order)
      if (change === 'request_cancel') return askCancel(order)
      if (change === 'fulfil') return shipAll(order)
      if (change === 'pay') return handOver(order, touched)
      // Nobody can change what an order of Amazon holds.
      return change === 'refund' && refund(order, order.lines[0]!.priceMinor)
    },
  }
}

const unsentOf = ({ lines }: AmazonOrder): Pieces =>
  new Map(lines.map((line) => [line.itemId, line.quantity - line.shipped]))

/** At the door: cash is paid there, and all else was paid before. */
function handOver(
  order: AmazonOrder,
  touched: (order: AmazonOrder, reason: string) => void,
): boolean {
  if (order.status !== 'SHIPPED' || order.isDelivered) return false
  order.isDelivered = true
  touched(order, 'OrderDelivered')
  return true
}

function takeFrom(goods: Good[], { lines }: AmazonOrder): void {
  for (const { sku, quantity } of lines) {
    const good = goods.find((one) => one.sku === sku)
    if (good) good.quantity = Math.max(0, good.quantity - quantity)
  }
}

/** Into a parcel, if the order is to be sent and all these pieces are still there. */
function put(order: AmazonOrder, parcel: AmazonPackage, pieces: Pieces): boolean {
  if (order.status === 'PENDING' || order.status === 'CANCELLED') return false
  const sentOf = ({ itemId }: AmazonLine) => pieces.get(itemId) ?? 0
  if (order.lines.some((line) => line.shipped + sentOf(line) > line.quantity)) return false
  for (const line of order.lines) line.shipped += sentOf(line)
  order.packages.push(parcel)
  const isAll = order.lines.every(({ shipped, quantity }) => shipped === quantity)
  order.status = isAll ? 'SHIPPED' : 'PARTIALLY_SHIPPED'
  return true
}

function newOrder(random: Random, goods: Good[], now: Date, shares: Shares): AmazonOrder {
  return {
    id: `${random.digits(3)}-${random.digits(7)}-${random.digits(7)}`,
    createdAt: now,
    updatedAt: now,
    status: random.chance(shares.pending) ? 'PENDING' : 'UNSHIPPED',
    fulfilledBy: random.chance(shares.afn) ? 'AMAZON' : 'MERCHANT',
    buyer: buyerOf(random),
    lines: basketOf(random, goods, CURRENCY).map(({ good, quantity, priceMinor }) => ({
      itemId: random.digits(14),
      sku: good.sku,
      title: [good.title, good.variantTitle].filter(Boolean).join(', '),
      ...{ quantity, shipped: 0, priceMinor },
    })),
    shippingMinor: SHIPPING_MINOR,
    packages: [],
    isCancelAsked: false,
    isCashOnDelivery: shares.cash !== undefined && random.chance(shares.cash),
    isDelivered: false,
    refundedMinor: 0,
  }
}

export function truthOf(order: AmazonOrder): OrderTruth {
  const isPending = order.status === 'PENDING'
  const units = (count: (line: AmazonLine) => number) =>
    order.lines.reduce((sum, line) => sum + count(line), 0)
  return {
    externalId: order.id,
    number: order.id,
    isTest: false,
    lifecycle: isPending ? 'pending' : order.status === 'CANCELLED' ? 'cancelled' : 'open',
    currency: isPending ? null : CURRENCY,
    grandTotalMinor: isPending ? null : totalMinor(order),
    refundedMinor: order.refundedMinor,
    activeUnits: order.status === 'CANCELLED' ? 0 : units(({ quantity }) => quantity),
    fulfilledUnits: units(({ shipped }) => shipped),
    updatedAt: order.updatedAt.toISOString(),
  }
}
