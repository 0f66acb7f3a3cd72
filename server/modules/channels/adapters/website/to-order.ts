import type {
  CanonicalAddress,
  CanonicalDecision,
  CanonicalFlag,
  CanonicalFulfillment,
  CanonicalLifecycle,
  CanonicalOrder,
  CanonicalPayment,
} from '../../canonical.ts'
import type { PostedAddress, PostedOrder } from './format.ts'
import { linesOf, totalsOf } from './totals.ts'

/** `receivedAt` stands in for an order that does not say when it was placed. */
export function toOrder(posted: PostedOrder, receivedAt: string): CanonicalOrder {
  const { lines, isRounded } = linesOf(posted)
  const { totals, fits } = totalsOf(posted, lines)
  const statuses = statusesOf(posted, totals.grandTotalMinor, totals.refundedMinor)
  const updatedAt = posted.externalUpdatedAt ?? posted.updatedAt
  const shippingAddresses = addressesOf(posted)
  const flags: CanonicalFlag[] = statuses.flags
  if (!posted.currency) flags.push('missing_currency_code')
  if (totals.grandTotalMinor === null) flags.push('total_unknown_yet')
  if (!fits) flags.push('totals_mismatch')
  if (isRounded) flags.push('precision_rounded')
  if (!posted.customer) flags.push('no_customer')
  const goesSomewhere = shippingAddresses.some(isSomewhere)
  if (!goesSomewhere && !posted.pickup) flags.push('no_shipping_address')
  if (lines.some((line) => line.sku === null)) flags.push('unmapped_sku')
  if (lines.some((line) => /\.\d*[1-9]/.test(line.quantity))) flags.push('fractional_quantity')
  return {
    externalId: posted.externalId ?? posted.number ?? '',
    number: posted.number ?? posted.externalId ?? '',
    kind: posted.kind,
    isTest: posted.isTest,
    fulfilledBy: posted.fulfilledBy ?? 'merchant',
    placedAt: posted.placedAt ?? updatedAt ?? receivedAt,
    externalUpdatedAt: updatedAt,
    currency: posted.currency ?? null,
    totals,
    taxIncluded: posted.taxIncluded,
    taxRemittedBy: posted.taxRemittedBy ?? 'merchant',
    presentment: posted.presentment ?? null,
    lifecycle: statuses.lifecycle,
    paymentStatus: statuses.paymentStatus,
    fulfillmentStatus: statuses.fulfillmentStatus,
    channelStatus: { ...posted.channelStatus, ...statuses.channelStatus },
    ...peopleOf(posted),
    shippingAddresses,
    ...(posted.pickup && { pickup: { title: posted.pickup } }),
    lines,
    ...partsOf(posted),
    note: posted.note,
    tags: posted.tags,
    meta: posted.meta,
    cancelRequested: posted.cancelRequested,
    shipBy: posted.shipBy,
    acceptBy: posted.acceptBy,
    flags,
    decision: decisionOf(posted),
  }
}

/** The decision about an order. A sender may ask for less than importing it, and never for more. */
function decisionOf({ decision, isTest, fulfilledBy }: PostedOrder): CanonicalDecision {
  if (decision === 'ignore' || decision === 'quarantine') return decision
  if (isTest || decision === 'import_as_test') return 'import_as_test'
  const isMirrored = fulfilledBy === 'channel' || decision === 'import_mirror_only'
  return isMirrored ? 'import_mirror_only' : 'import'
}

const LIFECYCLES: readonly CanonicalLifecycle[] = ['pending', 'open', 'closed', 'cancelled']

const PAYMENTS: readonly CanonicalPayment[] = [
  'pending',
  'authorized',
  'partially_paid',
  'paid',
  'partially_refunded',
  'refunded',
  'voided',
  'failed',
  'cod_pending',
  'disputed',
]

const FULFILLMENTS: readonly CanonicalFulfillment[] = [
  'unfulfilled',
  'on_hold',
  'ready_for_pickup',
  'partially_fulfilled',
  'fulfilled',
  'delivered',
  'returned',
  'unfulfillable',
]

/** The statuses of an order. An unknown word is kept for people and treated as the safest one. */
function statusesOf(posted: PostedOrder, grandTotal: number | null, refunded: number | null) {
  const { lifecycle, paymentStatus: payment, fulfillmentStatus: fulfillment } = posted
  const isCancelled = posted.decision === 'cancel_existing'
  const read = {
    lifecycle: isCancelled ? 'cancelled' : knownIn(lifecycle, LIFECYCLES),
    payment: knownIn(payment, PAYMENTS),
    fulfillment: knownIn(fulfillment, FULFILLMENTS),
  } as const
  const flags: CanonicalFlag[] = []
  if (lifecycle && !read.lifecycle) flags.push('unknown_status')
  if (payment && !read.payment) flags.push('unknown_payment_status')
  if (fulfillment && !read.fulfillment) flags.push('unknown_fulfillment_status')
  const said = Object.entries({ lifecycle, payment, fulfillment })
  return {
    lifecycle: read.lifecycle ?? 'open',
    paymentStatus: afterRefunds(read.payment ?? 'pending', grandTotal ?? 0, refunded ?? 0),
    fulfillmentStatus: read.fulfillment ?? 'unfulfilled',
    channelStatus: Object.fromEntries(said.filter(([, word]) => word)) as Record<string, string>,
    flags,
  }
}

/** Finds a known word, also in capitals, and `canceled` as American English spells it. */
function knownIn<T extends string>(word: string | null, known: readonly T[]): T | undefined {
  const small = word?.toLowerCase()
  return known.find((one) => one === (small === 'canceled' ? 'cancelled' : small))
}

/**
 * The payment status after refunds, which count more than a status that nobody has updated since.
 */
function afterRefunds(status: CanonicalPayment, grandTotal: number, refunded: number) {
  if (refunded <= 0 || (status !== 'paid' && status !== 'partially_refunded')) return status
  return refunded < grandTotal ? 'partially_refunded' : 'refunded'
}

const addressesOf = (posted: PostedOrder): CanonicalAddress[] =>
  [posted.shippingAddress, ...posted.shippingAddresses].flatMap((address) =>
    address ? [addressOf(address)] : [],
  )

const addressOf = (address: PostedAddress): CanonicalAddress => ({
  ...address,
  name: address.name ?? '',
  line1: address.line1 ?? '',
  city: address.city ?? '',
})

/** Nobody can bring anything to a town alone. */
const isSomewhere = ({ line1, line2 }: CanonicalAddress): boolean => Boolean(line1 || line2)

const peopleOf = ({ customer, billingAddress }: PostedOrder) => ({
  customer: customer ? { ...customer, name: customer.name ?? '', isAlias: false } : null,
  billingAddress: billingAddress ? addressOf(billingAddress) : null,
})

/** The lists of an order as they were posted, with defaults for what was left out. */
const partsOf = (posted: PostedOrder) => ({
  shippingLines: posted.shippingLines,
  fees: posted.fees,
  discounts: posted.discounts.map((one) => ({
    ...one,
    title: one.title ?? one.code ?? 'Discount',
  })),
  taxes: posted.taxes,
  payments: posted.payments.map((one) => ({
    ...one,
    currency: one.currency ?? posted.currency ?? '',
  })),
  refunds: posted.refunds.map((refund) => ({
    ...refund,
    lines: refund.lines.map((line) => ({ ...line, restock: line.restock ?? null })),
  })),
  fulfillments: posted.fulfillments,
})
