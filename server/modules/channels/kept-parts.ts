import type { OrderPart } from './adapter.ts'
import type { CanonicalOrder, CanonicalShipment } from './canonical.ts'
import { refundedAs } from './refunded-as.ts'

/** A part of an order that came on its own, kept with the version that it follows. */
export type KeptPart = { key: string; at: string; part: OrderPart }

const PARTS_MAX = 200

/** The same part again is no other part: the time of the first counts, and of a wish the last. */
export function addPart(parts: readonly KeptPart[], added: KeptPart): KeptPart[] | undefined {
  const known = parts.find(({ key }) => key === added.key)
  if (known && !isAskedAgain(known, added)) return undefined
  return [...parts.filter((one) => one !== known), added].slice(-PARTS_MAX)
}

/** An order that was taken out of the bin may be thrown into it once more. */
const isAskedAgain = (known: KeptPart, { at, part }: KeptPart): boolean =>
  part.type === 'cancel_requested' && Date.parse(at) > Date.parse(known.at)

export function keyOfPart(part: OrderPart): string {
  switch (part.type) {
    case 'cancelled':
    case 'cancel_requested':
      return part.type
    case 'refund':
      return `refund/${part.refund.externalId}`
    case 'shipment':
      return `shipment/${part.shipment.externalId}/${part.shipment.status}`
  }
}

/**
 * The order as it is with what was told on its own since its version. What the version is younger
 * than stands in it already. The parts are applied in one order, whichever of them came first.
 */
export function withParts(order: CanonicalOrder, parts: readonly KeptPart[]): CanonicalOrder {
  const since = order.externalUpdatedAt ?? ''
  return parts
    .filter(({ at }) => since === '' || Date.parse(at) > Date.parse(since))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .reduce((whole, { part }) => withPart(whole, part), order)
}

function withPart(order: CanonicalOrder, part: OrderPart): CanonicalOrder {
  switch (part.type) {
    case 'cancelled':
      return { ...order, lifecycle: 'cancelled' }
    case 'cancel_requested':
      return { ...order, cancelRequested: true }
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
  }
}

function withShipment(
  order: CanonicalOrder,
  { shipment, fulfillmentStatus }: Extract<OrderPart, { type: 'shipment' }>,
): CanonicalOrder {
  const others = order.fulfillments.filter(({ externalId }) => externalId !== shipment.externalId)
  const isKnown = others.length < order.fulfillments.length
  const sent = isKnown ? new Map<string, number>() : piecesOf(shipment)
  return {
    ...{ ...order, fulfillmentStatus, fulfillments: [...others, shipment] },
    lines: order.lines.map((line) => {
      const pieces = Number(line.fulfilledQuantity) + (sent.get(line.externalLineId) ?? 0)
      return { ...line, fulfilledQuantity: String(pieces) }
    }),
  }
}

const piecesOf = ({ lines }: CanonicalShipment): Map<string, number> =>
  new Map(lines.map(({ externalLineId, quantity }) => [externalLineId, Number(quantity)]))
