import type { z } from 'zod'
import type { Status } from '#contract/orders'
import { asWords } from '#kit/as-words.ts'
import { t } from '#kit/i18n.ts'
import type { Tone } from '#kit/status-badge.tsx'

export type OrderStatus = z.output<typeof Status>

type Headline = { words: string; tone: Tone }

/** In the order in which an order goes through them. */
export const STATUSES: Record<OrderStatus, Headline> = {
  PLACED: { words: t('Placed'), tone: 'quiet' },
  CONFIRMED: { words: t('Confirmed'), tone: 'busy' },
  SHIPPED: { words: t('Shipped'), tone: 'busy' },
  DELIVERED: { words: t('Delivered'), tone: 'good' },
  RETURNED: { words: t('Returned'), tone: 'warn' },
  CANCELLED: { words: t('Cancelled'), tone: 'bad' },
}

export type Headed = { status: OrderStatus; fulfilment: string }

/** Platforms call it shipped once a part has left; whoever packs must see that some is left. */
export function headlineOf({ status, fulfilment }: Headed): Headline {
  const isPart = status === 'SHIPPED' && fulfilment === 'partly_shipped'
  return isPart ? { ...STATUSES.SHIPPED, words: t('Partly shipped') } : STATUSES[status]
}

/** What keeps an order from going on, as people say it. */
export const HOLDS = {
  manual: t('Set by hand'),
  unpaid: t('Not paid yet'),
  risk: t('Looks risky'),
  bad_address: t('Address needs a look'),
  unmapped_sku: t('Unknown SKU'),
  stock_short: t('Stock is short'),
} as const

export type Hold = keyof typeof HOLDS

export const holdWords = (hold: string): string => HOLDS[hold as Hold] ?? asWords(hold)

/** What somebody can do about it. */
export const HOLD_NEXT: Record<Hold, string> = {
  manual: t('Read the note of whoever held it, then release or cancel it.'),
  unpaid: t('Goes on by itself when the money comes. Remind the customer, or cancel it.'),
  risk: t('Look at the buyer and the address, then release or cancel it.'),
  bad_address: t('Ask the customer, mend the address, then release it.'),
  unmapped_sku: t('Say which SKU it is, and it goes on by itself.'),
  stock_short: t('Receive stock, and it is filled by itself, oldest first.'),
}

/** What a customer owes or has paid. */
export const PAYMENTS = {
  pending: t('Waiting for payment'),
  due: t('Paid on delivery'),
  authorised: t('Authorised'),
  paid: t('Paid'),
  declined: t('Declined'),
  unknown: t('Not known yet'),
  partly_refunded: t('Partly refunded'),
  refunded: t('Refunded'),
  voided: t('Voided'),
} as const

/** How far the goods are. */
export const FULFILMENTS = {
  none: t('Nothing sent'),
  partly_shipped: t('Partly sent'),
  shipped: t('Sent'),
  delivered: t('Delivered'),
  partly_returned: t('Partly returned'),
  returned: t('Returned'),
} as const

export const fulfilmentWords = (fulfilment: string): string =>
  FULFILMENTS[fulfilment as keyof typeof FULFILMENTS] ?? asWords(fulfilment)

export const paymentWords = (payment: string): string =>
  PAYMENTS[payment as keyof typeof PAYMENTS] ?? asWords(payment)

/** What a store is told about an order. */
export const PUSHES = {
  shipment: t('A parcel left'),
  cancel: t('It is cancelled'),
  cancel_lines: t('Items are cancelled'),
  accept: t('It is accepted'),
  refund: t('Money goes back'),
} as const

export const pushWords = (kind: string): string =>
  PUSHES[kind as keyof typeof PUSHES] ?? asWords(kind)
