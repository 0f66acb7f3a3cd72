import type {
  CanonicalDecision,
  CanonicalFulfillment,
  CanonicalLifecycle,
  CanonicalPayment,
} from '../../canonical.ts'

export type Axes = {
  lifecycle: CanonicalLifecycle
  paymentStatus: CanonicalPayment
  fulfillmentStatus: CanonicalFulfillment
}

const axes = (
  lifecycle: CanonicalLifecycle,
  paymentStatus: CanonicalPayment,
  fulfillmentStatus: CanonicalFulfillment,
): Axes => ({ lifecycle, paymentStatus, fulfillmentStatus })

/** Compared by letters only: v0 writes `PartiallyShipped`, 2026-01-01 `PARTIALLY_SHIPPED`. */
const AXES = new Map<string, Axes>([
  ['PENDINGAVAILABILITY', axes('pending', 'pending', 'unfulfilled')],
  ['PENDING', axes('pending', 'pending', 'unfulfilled')],
  ['UNSHIPPED', axes('open', 'paid', 'unfulfilled')],
  ['PARTIALLYSHIPPED', axes('open', 'paid', 'partially_fulfilled')],
  ['SHIPPED', axes('open', 'paid', 'fulfilled')],
  ['INVOICEUNCONFIRMED', axes('open', 'paid', 'fulfilled')],
  ['CANCELED', axes('cancelled', 'voided', 'unfulfilled')],
  ['CANCELLED', axes('cancelled', 'voided', 'unfulfilled')],
  ['UNFULFILLABLE', axes('open', 'paid', 'unfulfillable')],
])

/** For an unknown word: nothing is shipped, and nothing counts as paid. */
const UNKNOWN = axes('open', 'pending', 'unfulfilled')

const CASH_ON_DELIVERY = /^(COD|CASH_?ON_?DELIVERY)$/i

export const isCashOnDelivery = (method: string): boolean => CASH_ON_DELIVERY.test(method)

export function axesOf(
  word: string | null,
  paymentMethods: readonly string[],
): { axes: Axes; isKnown: boolean } {
  const found = AXES.get((word ?? '').replaceAll('_', '').toUpperCase())
  if (!found) return { axes: UNKNOWN, isKnown: false }
  const isUnpaid = paymentMethods.some(isCashOnDelivery) && found.paymentStatus === 'paid'
  return { axes: isUnpaid ? { ...found, paymentStatus: 'cod_pending' } : found, isKnown: true }
}

/**
 * The axes with what Amazon says of the parcels of an order that is sent. It tells of the cash of
 * none, but who carries it takes the money when handing it over, and never of what comes back.
 */
export function arrivedAs(sent: Axes, arrived: 'delivered' | 'returned' | undefined): Axes {
  if (sent.fulfillmentStatus !== 'fulfilled' || !arrived) return sent
  const known = { ...sent, fulfillmentStatus: arrived }
  if (sent.paymentStatus !== 'cod_pending') return known
  return { ...known, paymentStatus: arrived === 'delivered' ? 'paid' : 'voided' }
}

const SENDERS = new Map<string, 'merchant' | 'channel'>([
  ['AFN', 'channel'],
  ['AMAZON', 'channel'],
  ['MFN', 'merchant'],
  ['MERCHANT', 'merchant'],
])

/** Who sends the order; Amazon does from its own warehouses, which v0 calls `AFN`. */
export const fulfilledBy = (word: string | null): 'merchant' | 'channel' | undefined =>
  SENDERS.get((word ?? '').toUpperCase())

/** While it is unknown who sends the order, a person decides, because no shelf may be touched. */
export const decisionOf = (by: 'merchant' | 'channel' | undefined): CanonicalDecision => {
  if (by === undefined) return 'quarantine'
  return by === 'channel' ? 'import_mirror_only' : 'import'
}
