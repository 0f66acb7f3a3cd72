import { withoutPieces } from './cancel-lines.ts'
import type { Parcel } from './parcel.ts'
import {
  hasComeBack,
  keptLines,
  type LineQuantity,
  openLines,
  readyLines,
  withQuantities,
} from './pieces.ts'
import type { Goods } from '#stock'

/** Four axes say all about an order; the headline is derived from them and never set by itself. */
export const LIFECYCLES = ['placed', 'confirmed', 'cancelled'] as const
export const PAYMENTS = [
  'pending',
  'due',
  'authorised',
  'paid',
  'declined',
  'unknown',
  'partly_refunded',
  'refunded',
  'voided',
] as const
export const FULFILMENTS = [
  'none',
  'partly_shipped',
  'shipped',
  'delivered',
  'partly_returned',
  'returned',
] as const
export const ASSIGNMENTS = ['none', 'searching', 'asking', 'background', 'assigned'] as const
export const STATUSES = [
  'PLACED',
  'CONFIRMED',
  'SHIPPED',
  'DELIVERED',
  'CANCELLED',
  'RETURNED',
] as const

export type Lifecycle = (typeof LIFECYCLES)[number]
export type Payment = (typeof PAYMENTS)[number]
export type Fulfilment = (typeof FULFILMENTS)[number]
export type Assignment = (typeof ASSIGNMENTS)[number]
export type Status = (typeof STATUSES)[number]

export type Axes = {
  lifecycle: Lifecycle
  payment: Payment
  fulfilment: Fulfilment
  assignment: Assignment
}

export function headline({ lifecycle, fulfilment }: Axes): Status {
  if (lifecycle === 'cancelled') return 'CANCELLED'
  switch (fulfilment) {
    case 'returned':
      return 'RETURNED'
    case 'delivered':
    case 'partly_returned':
      return 'DELIVERED'
    // As the platforms see it: whether something is still to be packed, the fulfilment tells.
    case 'partly_shipped':
    case 'shipped':
      return 'SHIPPED'
    case 'none':
      return lifecycle === 'confirmed' ? 'CONFIRMED' : 'PLACED'
  }
}

/** Whether the customer's money was taken, whatever of it was given back later. */
export const wasTaken = (payment: Payment): boolean =>
  payment === 'paid' || payment === 'partly_refunded' || payment === 'refunded'

/** Something has still to leave. */
export const isInHouse = (far: Fulfilment): boolean => far === 'none' || far === 'partly_shipped'

/** How far the pieces are: `claimed` counts beyond what lines can tell, such as a delivery. */
export function fulfilmentOf(
  lines: Pick<Line, 'quantity' | 'cancelledQuantity' | 'shippedQuantity'>[],
  ...claimed: Fulfilment[]
): Fulfilment {
  const hasShipped = lines.some(({ shippedQuantity }) => shippedQuantity > 0)
  const isOpen = lines.some((line) => line.quantity > line.cancelledQuantity + line.shippedQuantity)
  if (isOpen) return hasShipped ? 'partly_shipped' : 'none'
  const told: Fulfilment = hasShipped ? 'shipped' : 'none'
  return [told, ...claimed].reduce((far, one) =>
    FULFILMENTS.indexOf(one) > FULFILMENTS.indexOf(far) ? one : far,
  )
}

export const HOLDS = [
  'unpaid',
  'risk',
  'bad_address',
  'unmapped_sku',
  'stock_short',
  'manual',
] as const
export type Hold = (typeof HOLDS)[number]

export type Line = {
  line: number
  sku: string | null
  externalId: string | null
  name: string
  quantity: number
  unitPriceMinor: number
  discountMinor: number
  taxMinor: number
  cancelledQuantity: number
  shippedQuantity: number
  returnedQuantity: number
  shortQuantity: number
}

export type Totals = {
  itemsMinor: number
  discountMinor: number
  shippingMinor: number
  taxMinor: number
  taxIncluded: boolean
  /** What the parts do not explain of a platform's total; zero for what we sell ourselves. */
  otherMinor: number
  grandTotalMinor: number
  refundedMinor: number
}

/** Everything about an order that can change, and that its history must be able to give back. */
export type Order = Axes &
  Totals & {
    id: string
    number: string
    /** What pieces cost that were cancelled one by one; the grand total is less by it. */
    cancelledMinor: number
    storeId: string
    externalId: string
    externalUpdatedAt: string | null
    customerId: string | null
    status: Status
    holds: string[]
    currency: string
    customer: { name: string; email: string | null; phone: string | null }
    shippingAddress: Record<string, unknown> | null
    note: string | null
    tags: string[]
    assigneeId: string | null
    isTest: boolean
    isSentByStore: boolean
    shipBy: string | null
    placedAt: string
    version: number
    lines: Line[]
  }

/**
 * What is asked of an order. `ship` and `take_back` may name a part of the lines. Whoever takes a
 * step may say why; whoever cancels must.
 */
export type Step =
  | { type: 'confirm'; reason?: Words }
  | { type: 'ship'; lines?: LineQuantity[]; parcel?: Parcel; reason?: Words }
  | { type: 'deliver'; reason?: Words }
  | { type: 'cancel'; reason: string }
  | { type: 'cancel_lines'; reason: string; lines: LineQuantity[] }
  | { type: 'take_back'; goods: Goods; lines?: LineQuantity[]; reason?: Words }
  | { type: 'hold'; reason: Hold }
  | { type: 'release'; reason: Hold }
  | { type: 'payment'; state: Payment }

type Words = string | undefined

/** Which steps are open to an order: the one table of all transitions. */
export function allowedSteps(order: Order): Step['type'][] {
  if (order.lifecycle === 'cancelled') return ['payment']
  const [ready, held] = [readyLines(order).length > 0, order.holds.length > 0]
  const steps: [allowed: boolean, step: Step['type']][] = [
    [order.lifecycle === 'placed' && !held, 'confirm'],
    [order.lifecycle === 'confirmed' && !held && ready && !order.isSentByStore, 'ship'],
    [order.fulfilment === 'shipped', 'deliver'],
    [order.fulfilment === 'none', 'cancel'],
    [openLines(order).length > 0, 'cancel_lines'],
    [order.lines.some((line) => line.shippedQuantity > line.returnedQuantity), 'take_back'],
    [isInHouse(order.fulfilment), 'hold'],
    [held, 'release'],
    [true, 'payment'],
  ]
  return steps.filter(([allowed]) => allowed).map(([, step]) => step)
}

/**
 * The order after a step, or the very same order when there was nothing left to do, so that a
 * button pressed twice does its work once. `undefined`: the step is not allowed.
 */
export function advance(order: Order, step: Step): Order | undefined {
  if (isDone(order, step)) return order
  if (!allowedSteps(order).includes(step.type)) return undefined
  const next = apply(order, step)
  return next && withHeadline(next)
}

function isDone(order: Order, step: Step): boolean {
  switch (step.type) {
    case 'confirm':
      return order.lifecycle === 'confirmed'
    case 'cancel':
      return order.lifecycle === 'cancelled'
    case 'deliver':
      return order.fulfilment === 'delivered'
    case 'ship':
      return !step.lines && order.lifecycle !== 'cancelled' && order.fulfilment === 'shipped'
    case 'take_back':
      return !step.lines && hasComeBack(order) && keptLines(order).length === 0
    case 'hold':
      return order.holds.includes(step.reason)
    case 'release':
      return !order.holds.includes(step.reason) && order.lifecycle !== 'cancelled'
    case 'payment':
      return order.payment === step.state
    // Asked for twice it is twice as many pieces, unless the caller says which version it has seen.
    case 'cancel_lines':
      return false
  }
}

function apply(order: Order, step: Step): Order | undefined {
  switch (step.type) {
    case 'confirm':
      return { ...order, lifecycle: 'confirmed' }
    case 'ship':
      return shipped(order, step.lines ?? readyLines(order))
    case 'deliver':
      return { ...order, fulfilment: 'delivered' }
    case 'cancel':
      return cancelled(order)
    case 'cancel_lines':
      return linesCancelled(order, step.lines)
    case 'take_back':
      return takenBack(order, step.lines ?? keptLines(order))
    case 'hold':
      return { ...order, holds: [...order.holds, step.reason].toSorted() }
    case 'release':
      return { ...order, holds: order.holds.filter((hold) => hold !== step.reason) }
    case 'payment':
      return { ...order, payment: step.state }
  }
}

const withHeadline = (order: Order): Order => ({ ...order, status: headline(order) })

function cancelled(order: Order): Order {
  const lines = order.lines.map((line) => ({
    ...line,
    cancelledQuantity: line.quantity - line.shippedQuantity,
    shortQuantity: 0,
  }))
  return { ...order, lifecycle: 'cancelled', assignment: 'none', holds: [], lines }
}

/** Whoever cancels all of it, piece by piece, cancels the order. */
function linesCancelled(order: Order, parts: LineQuantity[]): Order | undefined {
  const rest = withoutPieces(order, parts)
  const isNothingLeft = rest?.lines.every((line) => line.cancelledQuantity === line.quantity)
  return isNothingLeft ? cancelled(order) : rest
}

function shipped(order: Order, parts: LineQuantity[]): Order | undefined {
  const lines = withQuantities(order, parts, readyLines(order), (line, quantity) => ({
    ...line,
    shippedQuantity: line.shippedQuantity + quantity,
  }))
  if (!lines) return undefined
  const all = openLines({ ...order, lines }).length === 0
  return { ...order, lines, fulfilment: all ? 'shipped' : 'partly_shipped' }
}

function takenBack(order: Order, parts: LineQuantity[]): Order | undefined {
  const lines = withQuantities(order, parts, keptLines(order), (line, quantity) => ({
    ...line,
    returnedQuantity: line.returnedQuantity + quantity,
  }))
  if (!lines) return undefined
  const next = { ...order, lines }
  // What has still to leave is not forgotten because the rest was there and back.
  if (openLines(next).length > 0) return { ...next, fulfilment: 'partly_shipped' }
  return { ...next, fulfilment: keptLines(next).length > 0 ? 'partly_returned' : 'returned' }
}
