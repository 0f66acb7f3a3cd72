import { isDeepStrictEqual } from 'node:util'
import type { Line, Order } from './order.ts'

/** One thing that happened to an order, as its history keeps it. */
export type OrderEvent = { type: string; at: Date; data: Record<string, unknown> }

/** What an event changed: the members of the order before and after, and nothing else. */
export type Change = { before: Partial<Order>; after: Partial<Order> }

/** The order as it was after these events, oldest first. The first one says how it was placed. */
export function foldOrder(events: OrderEvent[]): Order | undefined {
  let order: Order | undefined
  for (const { type, data } of events) {
    if (type === 'order.placed') order = asPlaced(data)
    else if (order && data['after']) order = { ...order, ...(data['after'] as Partial<Order>) }
  }
  return order
}

function asPlaced(data: Record<string, unknown>): Order {
  const { orderId, lines, ...rest } = data
  return {
    ...{ refundedMinor: 0, otherMinor: 0, assigneeId: null, shipBy: null, version: 1 },
    ...{ isSentByStore: false, cancelledMinor: 0 },
    ...(rest as Omit<Order, 'id' | 'lines'>),
    id: orderId as string,
    lines: (lines as Line[]).map((line) => ({
      ...{ cancelledQuantity: 0, shippedQuantity: 0, returnedQuantity: 0 },
      ...line,
    })),
  }
}

/** The members that differ. Lines are one member: they are few and read best together. */
export function changeOf(before: Order, after: Order): Change {
  const names = (Object.keys(after) as (keyof Order)[]).filter(
    (name) => before[name] !== after[name] && !isSame(before[name], after[name]),
  )
  const only = (order: Order) => Object.fromEntries(names.map((name) => [name, order[name]]))
  return { before: only(before), after: only(after) }
}

/** The database keeps the members of an address in an order of its own. */
const isSame = (one: unknown, other: unknown): boolean =>
  isDeepStrictEqual(asKept(one), asKept(other))

const asKept = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value))
