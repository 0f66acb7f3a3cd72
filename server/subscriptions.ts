import type { Subscriptions } from '#platform/events.ts'

/** Which event starts which jobs: all choreography on one screen. */
export const subscriptions: Subscriptions = {
  'order.placed': ['payments.settle_charge'],
  'payment.succeeded': ['orders.apply_payment'],
  'payment.declined': ['orders.apply_decline'],
  'payment.lost': ['orders.note_lost_payment'],
}
