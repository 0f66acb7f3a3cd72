import type { CanonicalOrder, CanonicalPayment } from '#channels'

/**
 * The order with the total that its buyer pays for it. Shopify's own total stays what was ordered,
 * also once pieces were taken out before anybody had paid them: `current_total_price` is what is
 * left, and with what went back, or is still to go back, it is what was asked for. Not
 * `total_outstanding`, which real answers show as zero for money that is only authorised.
 */
export function withWhatItCosts(order: CanonicalOrder): CanonicalOrder {
  const { grandTotalMinor, currentTotalMinor, refundedMinor, outstandingMinor } = order.totals
  // Nothing is left of a cancelled order, and people want to see what it was about. What is only
  // authorised is held for the first total, and nobody is asked for it.
  const isSettled = order.lifecycle === 'cancelled' || order.paymentStatus === 'authorized'
  if (grandTotalMinor === null || currentTotalMinor === null || isSettled) return order
  const owedBackMinor = Math.max(0, -(outstandingMinor ?? 0))
  const askedMinor = currentTotalMinor + (refundedMinor ?? 0) + owedBackMinor
  const costsMinor = Math.min(soldMinorOf(order), askedMinor)
  if (costsMinor === grandTotalMinor) return order
  return { ...order, totals: { ...order.totals, grandTotalMinor: costsMinor } }
}

/** What was ever ordered of it: more can not have been taken. */
export const soldMinorOf = ({ totals }: CanonicalOrder): number =>
  Math.max(0, totals.grandTotalMinor ?? 0, totals.currentTotalMinor ?? 0)

/** Only then a platform means it when it says how much is outstanding. */
const IN_PARTS: ReadonlySet<CanonicalPayment> = new Set(['partially_paid', 'cod_pending'])

/** What is still to be taken of an order that is not paid: a part may have been. */
export function dueMinorOf({ paymentStatus, totals }: CanonicalOrder): number {
  const restMinor = Math.max(0, (totals.grandTotalMinor ?? 0) - (totals.refundedMinor ?? 0))
  if (!IN_PARTS.has(paymentStatus) || totals.outstandingMinor === null) return restMinor
  return Math.min(restMinor, Math.max(0, totals.outstandingMinor))
}
