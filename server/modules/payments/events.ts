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
  /** `amountMinor`: given back in all; of what was taken. */
  refunded: (orderId: string, sums: { amountMinor: number; takenMinor: number }) =>
    about('payment.refunded', orderId, sums),
  lost: (orderId: string, reason: string) => about('payment.lost', orderId, { reason }),
}
