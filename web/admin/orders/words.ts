import type { z } from 'zod'
import type { Status } from '#contract/orders'
import type { Tone } from '#kit/status-badge.tsx'

export type OrderStatus = z.output<typeof Status>

/** In the order in which an order goes through them. */
export const STATUSES: Record<OrderStatus, { words: string; tone: Tone }> = {
  PLACED: { words: 'Placed', tone: 'quiet' },
  CONFIRMED: { words: 'Confirmed', tone: 'busy' },
  SHIPPED: { words: 'Shipped', tone: 'busy' },
  DELIVERED: { words: 'Delivered', tone: 'good' },
  RETURNED: { words: 'Returned', tone: 'warn' },
  CANCELLED: { words: 'Cancelled', tone: 'bad' },
}

/** What keeps an order from going on, as people say it. */
export const HOLDS = {
  manual: 'Set by hand',
  unpaid: 'Not paid yet',
  risk: 'Looks risky',
  bad_address: 'Address needs a look',
  unmapped_sku: 'Unknown SKU',
  stock_short: 'Stock is short',
} as const

export type Hold = keyof typeof HOLDS

export const holdWords = (hold: string): string => HOLDS[hold as Hold] ?? asWords(hold)

/** What a customer owes or has paid. */
export const PAYMENTS = {
  pending: 'Waiting for payment',
  due: 'Paid on delivery',
  authorised: 'Authorised',
  paid: 'Paid',
  declined: 'Declined',
  unknown: 'Not known yet',
  partly_refunded: 'Partly refunded',
  refunded: 'Refunded',
  voided: 'Voided',
} as const

/** How far the goods are. */
export const FULFILMENTS = {
  none: 'Nothing sent',
  partly_shipped: 'Partly sent',
  shipped: 'Sent',
  delivered: 'Delivered',
  partly_returned: 'Partly returned',
  returned: 'Returned',
} as const

export const fulfilmentWords = (fulfilment: string): string =>
  FULFILMENTS[fulfilment as keyof typeof FULFILMENTS] ?? asWords(fulfilment)

export const paymentWords = (payment: string): string =>
  PAYMENTS[payment as keyof typeof PAYMENTS] ?? asWords(payment)

/** The names of a table of words, as the compiler knows them. */
export const named = <Name extends string>(words: Record<Name, unknown>): Name[] =>
  Object.keys(words) as Name[]

/** A name of the program that a later release may have added: `partly_shipped`, `order.filled`. */
export function asWords(name: string): string {
  const words = name.slice(name.indexOf('.') + 1).replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
