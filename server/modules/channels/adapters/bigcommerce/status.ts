import type { CanonicalFulfillment, CanonicalLifecycle, CanonicalPayment } from '../../canonical.ts'

export type Axes = {
  payment: CanonicalPayment
  fulfillment: CanonicalFulfillment
  lifecycle: CanonicalLifecycle
}

/** The shopper reached the page for paying: no order until it gets another status. */
export const INCOMPLETE = '0'

const axes = (
  payment: CanonicalPayment,
  fulfillment: CanonicalFulfillment,
  lifecycle: CanonicalLifecycle,
): Axes => ({ payment, fulfillment, lifecycle })

/** By number: merchants give the words another text. */
const STATUSES = new Map<string, Axes>([
  [INCOMPLETE, axes('pending', 'unfulfilled', 'pending')],
  ['1', axes('pending', 'unfulfilled', 'open')], // Pending
  ['2', axes('paid', 'fulfilled', 'open')], // Shipped
  ['3', axes('paid', 'partially_fulfilled', 'open')], // Partially Shipped
  ['4', axes('refunded', 'unfulfilled', 'closed')], // Refunded
  ['5', axes('voided', 'unfulfilled', 'cancelled')], // Cancelled
  ['6', axes('failed', 'unfulfilled', 'cancelled')], // Declined
  ['7', axes('pending', 'unfulfilled', 'open')], // Awaiting Payment
  ['8', axes('paid', 'ready_for_pickup', 'open')], // Awaiting Pickup
  ['9', axes('paid', 'unfulfilled', 'open')], // Awaiting Shipment
  ['10', axes('paid', 'delivered', 'closed')], // Completed
  ['11', axes('paid', 'unfulfilled', 'open')], // Awaiting Fulfillment
  ['12', axes('authorized', 'on_hold', 'open')], // Manual Verification Required
  ['13', axes('disputed', 'on_hold', 'open')], // Disputed
  ['14', axes('partially_refunded', 'unfulfilled', 'open')], // Partially Refunded
])

export const axesOf = (statusId: string | null): Axes | undefined => STATUSES.get(statusId ?? '')

/** The safe side for a number that we do not know: nothing is shipped, nothing counts as paid. */
export const UNKNOWN: Axes = axes('pending', 'unfulfilled', 'open')

/** A status about the money hides what has left the house, so the pieces say it. */
export function shippedOf(items: number, shipped: number): CanonicalFulfillment {
  if (shipped <= 0) return 'unfulfilled'
  return shipped < items ? 'partially_fulfilled' : 'fulfilled'
}
