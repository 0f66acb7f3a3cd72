import type { LosslessObject } from '#platform/lossless-json.ts'
import type {
  CanonicalFlag,
  CanonicalFulfillment,
  CanonicalLifecycle,
  CanonicalPayment,
} from '../../canonical.ts'
import { refundedAs } from '../../refunded-as.ts'
import { at, listOf, objectsOf } from '../shape/json.ts'
import { isPaidAtTheDoor } from '../shape/paid-at-the-door.ts'
import { textOf } from '../shape/text.ts'

const PAYMENTS = new Map<string, CanonicalPayment>([
  ['pending', 'pending'],
  ['authorized', 'authorized'],
  ['partially_paid', 'partially_paid'],
  ['paid', 'paid'],
  ['partially_refunded', 'partially_refunded'],
  ['refunded', 'refunded'],
  ['voided', 'voided'],
  ['expired', 'voided'],
])

type Money = { grandTotalMinor: number | null; refundedMinor: number | null }

export function paymentStatusOf(
  order: LosslessObject,
  { grandTotalMinor, refundedMinor }: Money,
  flags: Set<CanonicalFlag>,
): CanonicalPayment {
  const known = PAYMENTS.get(textOf(at(order, 'financial_status')) ?? '')
  if (known === undefined) flags.add('unknown_payment_status')
  // Older versions name the gateway in this member alone.
  const ways = [...listOf(at(order, 'payment_gateway_names')), at(order, 'gateway')]
  if (known === 'pending' && isPaidAtTheDoor(ways)) return 'cod_pending'
  // Refunds count even if the status has not changed yet.
  if (known === 'paid' && refundedMinor) return refundedAs(refundedMinor, grandTotalMinor)
  return known ?? 'pending'
}

export function fulfillmentStatusOf(
  order: LosslessObject,
  flags: Set<CanonicalFlag>,
): CanonicalFulfillment {
  switch (textOf(at(order, 'fulfillment_status'))) {
    case null:
    case 'restocked':
      return 'unfulfilled'
    case 'partial':
      return 'partially_fulfilled'
    case 'fulfilled':
      return isDelivered(order) ? 'delivered' : 'fulfilled'
    default:
      flags.add('unknown_fulfillment_status')
      return 'unfulfilled'
  }
}

function isDelivered(order: LosslessObject): boolean {
  const sent = objectsOf(at(order, 'fulfillments')).filter(isSent)
  return sent.length > 0 && sent.every((parcel) => at(parcel, 'shipment_status') === 'delivered')
}

/** Whether a fulfilment was sent, and was neither cancelled nor failed. */
export const isSent = (fulfillment: LosslessObject): boolean =>
  at(fulfillment, 'status') === 'success'

export function lifecycleOf(order: LosslessObject): CanonicalLifecycle {
  if (textOf(at(order, 'cancelled_at')) !== null) return 'cancelled'
  return textOf(at(order, 'closed_at')) === null ? 'open' : 'closed'
}
