import type { Event } from '#platform/events.ts'

const about = (type: string, orderId: string, data: Record<string, unknown> = {}): Event => ({
  ...{ type, subject: { type: 'payment', id: orderId } },
  data: { orderId, ...data },
})

export const paymentEvents = {
  succeeded: (orderId: string, amountMinor: number) =>
    about('payment.succeeded', orderId, { amountMinor }),
  declined: (orderId: string, reason: string) => about('payment.declined', orderId, { reason }),
  voided: (orderId: string) => about('payment.voided', orderId),
  refunded: (orderId: string, amountMinor: number) =>
    about('payment.refunded', orderId, { amountMinor }),
  lost: (orderId: string, reason: string) => about('payment.lost', orderId, { reason }),
}
