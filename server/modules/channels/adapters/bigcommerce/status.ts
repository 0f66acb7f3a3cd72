import type { CanonicalFulfillment, CanonicalLifecycle, CanonicalPayment } from '../../canonical.ts'

export type Axes = {
  payment: CanonicalPayment
  fulfillment: CanonicalFulfillment
  lifecycle: CanonicalLifecycle
}

/** The shopper has reached the page for paying. It is no order until it gets another status. */
export const INCOMPLETE = '0'

const axes = (
  payment: CanonicalPayment,
  fulfillment: CanonicalFulfillment,
  lifecycle: CanonicalLifecycle,
): Axes => ({ payment, fulfillment, lifecycle })

/** By number, because merchants may rename the statuses. */
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

/** For an unknown number: nothing is shipped, and nothing counts as paid. */
export const UNKNOWN: Axes = axes('pending', 'unfulfilled', 'open')

/** How much was shipped, counted by pieces, because a status about the money does not say it. */
export function shippedOf(items: number, shipped: number): CanonicalFulfillment {
  if (shipped <= 0) return 'unfulfilled'
  return shipped < items ? 'partially_fulfilled' : 'fulfilled'
}
