import { ERASED_NAME } from '#customers'
import type { Change } from './fold.ts'
import { allowedSteps, type Order } from './order.ts'

/** What of an order says who somebody is, and what is left of it when that person is erased. */
const ERASED: Pick<Order, 'customer' | 'shippingAddress' | 'note'> = {
  customer: { name: ERASED_NAME, email: null, phone: null },
  shippingAddress: null,
  note: null,
}

export const ERASED_TEXT = 'erased'

const withoutPerson = (members: Record<string, unknown>): Record<string, unknown> =>
  replaced(members, ERASED)

/**
 * What an event said, without the person. Members of the order are replaced in the same way here
 * and in its row, so that the history, told again, still gives the row.
 */
export function withoutPersonIn({ type, actorType, data }: Told): Record<string, unknown> {
  const clean = withoutPerson(data)
  for (const side of ['before', 'after']) {
    const members = data[side]
    if (members) clean[side] = withoutPerson(members as Record<string, unknown>)
  }
  // Words that people typed; what they decided by them stands in the order.
  const isTyped = TYPED.has(type) && (actorType === 'user' || actorType === 'key')
  return replaced(clean, {
    ...{ text: ERASED_TEXT, comment: ERASED_TEXT },
    ...(isTyped && { reason: ERASED_TEXT }),
  })
}

const TYPED: ReadonlySet<string> = new Set([
  'order.confirmed',
  'order.shipped',
  'order.delivered',
  'order.returned',
  'order.cancelled',
  'order.lines_cancelled',
  'order.refund_asked',
])

type Told = { type: string; actorType: string; data: Record<string, unknown> }

function replaced(members: Record<string, unknown>, by: Record<string, unknown>) {
  const known = Object.entries(by).filter(([name]) => name in members)
  return { ...members, ...Object.fromEntries(known) }
}

/** Without its address nobody knows where an open order goes, so it must not be sent blindly. */
export function heldWhenErased(order: Order): Order {
  const isOpen = allowedSteps(order).includes('hold') && !order.holds.includes('bad_address')
  return isOpen ? { ...order, holds: [...order.holds, 'bad_address'].toSorted() } : { ...order }
}

const IN_HISTORY = 'see the history'

/** For the audit log, from which nothing can be erased: that it changed, and not what it was. */
export function auditable({ before, after }: Change) {
  const names = Object.keys(ERASED)
  const hide = (members: object) => replaced({ ...members }, hidden(names))
  return { before: hide(before), after: hide(after) }
}

const hidden = (names: string[]) => Object.fromEntries(names.map((name) => [name, IN_HISTORY]))
