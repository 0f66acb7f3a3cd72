import type { OrderPart } from './adapter.ts'
import type { CanonicalOrder, CanonicalShipment } from './canonical.ts'
import { CALLED_OFF } from './called-off.ts'
import { less, piecesOfLine } from './adapters/shape/quantity.ts'
import { refundedAs } from './refunded-as.ts'

/** A part of an order that came on its own. It is kept with the stored version of the order. */
export type KeptPart = { key: string; at: string; part: OrderPart }

const PARTS_MAX = 200

/**
 * Adds a part; undefined where it is known already, or takes back what nobody has wished. Of the
 * same part the time of the first one counts, except for a wish to cancel, of which the last one
 * counts.
 */
export function addPart(parts: readonly KeptPart[], added: KeptPart): KeptPart[] | undefined {
  const known = parts.find(({ key }) => key === added.key)
  if (known && !isAskedAgain(known, added)) return undefined
  const isWished = parts.some(({ part }) => part.type === 'cancel_requested')
  if (added.part.type === 'cancel_withdrawn' && !isWished) return undefined
  return [...parts.filter((one) => one !== known), added].slice(-PARTS_MAX)
}

/**
 * Whether a wish to cancel, or its end, comes again later: an order may leave the bin and be put
 * into it again.
 */
const isAskedAgain = (known: KeptPart, { at, part }: KeptPart): boolean =>
  (part.type === 'cancel_requested' || part.type === 'cancel_withdrawn') &&
  Date.parse(at) > Date.parse(known.at)

export function keyOfPart(part: OrderPart): string {
  switch (part.type) {
    case 'cancelled':
    case 'cancel_requested':
    case 'cancel_withdrawn':
      return part.type
    case 'refund':
      return `refund/${part.refund.externalId}`
    case 'shipment':
      return `shipment/${part.shipment.externalId}/${part.shipment.status}`
  }
}

/**
 * The order with the parts that came after its stored version. Parts that are older than the
 * version are contained in it. They are applied in the sequence in which they happened, whichever
 * came first: a parcel is on its way before it is delivered.
 */
export function withParts(order: CanonicalOrder, parts: readonly KeptPart[]): CanonicalOrder {
  const since = order.externalUpdatedAt ?? ''
  return parts
    .filter(({ at }) => since === '' || Date.parse(at) > Date.parse(since))
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.key < b.key ? -1 : 1))
    .reduce((whole, { part }) => withPart(whole, part), order)
}

function withPart(order: CanonicalOrder, part: OrderPart): CanonicalOrder {
  switch (part.type) {
    case 'cancelled':
      return { ...order, lifecycle: 'cancelled' }
    case 'cancel_requested':
      return { ...order, cancelRequested: true }
    case 'cancel_withdrawn':
      return { ...order, cancelRequested: false }
    case 'refund':
      return withRefund(order, part.refund)
    case 'shipment':
      return withShipment(order, part)
  }
}

type Refund = Extract<OrderPart, { type: 'refund' }>['refund']

function withRefund(order: CanonicalOrder, refund: Refund): CanonicalOrder {
  if (order.refunds.some(({ externalId }) => externalId === refund.externalId)) return order
  const refundedMinor = (order.totals.refundedMinor ?? 0) + refund.amountMinor
  const { grandTotalMinor } = order.totals
  return {
    ...order,
    refunds: [...order.refunds, refund],
    totals: { ...order.totals, refundedMinor },
    ...(refundedMinor > 0 && { paymentStatus: refundedAs(refundedMinor, grandTotalMinor) }),
    // What was given back is not wanted any more, as the next version will say.
    lines: order.lines.map((line) => ({
      ...line,
      activeQuantity: less(line.activeQuantity, piecesOfLine(refund.lines, line.externalLineId)),
    })),
  }
}

function withShipment(
  order: CanonicalOrder,
  { shipment, fulfillmentStatus }: Extract<OrderPart, { type: 'shipment' }>,
): CanonicalOrder {
  const others = order.fulfillments.filter(({ externalId }) => externalId !== shipment.externalId)
  const isKnown = others.length < order.fulfillments.length
  const sent = isKnown ? new Map<string, number>() : piecesOf(shipment)
  const lines = order.lines.map((line) => {
    const pieces = Number(line.fulfilledQuantity) + (sent.get(line.externalLineId) ?? 0)
    return { ...line, fulfilledQuantity: String(pieces) }
  })
  const whole = { ...order, fulfillmentStatus, fulfillments: [...others, shipment], lines }
  return isDelivered(whole) ? { ...whole, fulfillmentStatus: 'delivered' } : whole
}

/** Whether all that is wanted has left, and each of its parcels has arrived. */
const isDelivered = ({ lines, fulfillments }: CanonicalOrder): boolean =>
  lines.every((line) => Number(line.fulfilledQuantity) >= Number(line.activeQuantity)) &&
  fulfillments.every(({ status }) => status === 'delivered' || status === CALLED_OFF)

const piecesOf = ({ lines }: CanonicalShipment): Map<string, number> =>
  new Map(lines.map(({ externalLineId, quantity }) => [externalLineId, Number(quantity)]))
