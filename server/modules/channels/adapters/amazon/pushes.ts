import { createHash } from 'node:crypto'
import type { OutgoingRefund, OutgoingShipment, PushResult } from '../../adapter.ts'
import type { CanonicalLine } from '../../canonical.ts'
import type { Api } from './api.ts'
import { cancelEnvelope, refundEnvelope } from './envelope.ts'
import { referenceOf, submitFeed } from './feeds.ts'
import { generationOf } from './orders.ts'
import { read } from './read.ts'
import { marketplaceOf } from './regions.ts'

const CARRIERS = ['FedEx', 'UPS', 'USPS', 'DHL', 'Delhivery', 'BlueDart', 'DPD', 'Ecom Express']

export async function pushShipment(api: Api, shipment: OutgoingShipment): Promise<PushResult> {
  const { carrier, trackingNumber, lines, at } = shipment
  const known = CARRIERS.find((one) => one.toLowerCase() === carrier?.toLowerCase())
  const packageReferenceId = packageIdOf(shipment.shipmentId)
  const { status } = await api.call({
    operation: 'confirmShipment',
    method: 'POST',
    path: `/orders/v0/orders/${encodeURIComponent(shipment.externalId)}/shipmentConfirmation`,
    body: {
      marketplaceId: marketplaceOf(api.connection.credentials),
      packageDetail: {
        packageReferenceId,
        carrierCode: known ?? 'Other',
        ...(known === undefined && { carrierName: carrier ?? 'Own delivery' }),
        ...(trackingNumber !== null && { trackingNumber }),
        shipDate: at.toISOString(),
        orderItems: lines.map(({ externalLineId, quantity }) => ({
          orderItemId: externalLineId,
          quantity,
        })),
      },
    },
    // The same package under the same number is the same confirmation.
    repeatable: true,
  })
  if (status !== 404) return { type: 'done', reference: packageReferenceId }
  return { type: 'refused', why: `Amazon does not know the order ${shipment.externalId}.` }
}

/** Amazon wants digits, and the same ones for the same parcel for ever. */
const packageIdOf = (shipmentId: string): string =>
  String(createHash('sha256').update(shipmentId).digest().readUIntBE(0, 5))

export async function cancelOrder(api: Api, externalId: string): Promise<PushResult> {
  const body = cancelEnvelope(api.connection.uid, externalId)
  return submitted(api, 'POST_ORDER_ACKNOWLEDGEMENT_DATA', body)
}

export async function refundOrder(api: Api, refund: OutgoingRefund): Promise<PushResult> {
  const { externalId: orderId, currency } = refund
  const lines = await linesOf(api, orderId)
  if (lines.length === 0) {
    return { type: 'refused', why: `Amazon does not know the order ${orderId}.` }
  }
  const items = sharesOf(refund, lines)
  const body = refundEnvelope(api.connection.uid, { orderId, currency, items })
  return submitted(api, 'POST_PAYMENT_ADJUSTMENT_DATA', body)
}

async function linesOf(api: Api, externalId: string): Promise<CanonicalLine[]> {
  const message = await generationOf(api).fetch(api, externalId)
  const orders = (message ? read(message) : []).flatMap((reading) =>
    reading.type === 'order' ? [reading.order] : [],
  )
  return orders[0]?.lines ?? []
}

/** Amazon takes refunds by line: the amount is shared out by what each line has cost. */
function sharesOf({ amountMinor, lines: wanted }: OutgoingRefund, lines: CanonicalLine[]) {
  const weights = lines.flatMap(({ externalLineId, totalMinor, quantity }) => {
    const asked = wanted.find((line) => line.externalLineId === externalLineId)
    if (wanted.length > 0 && !asked) return []
    const pieces = asked?.quantity ?? Number(quantity)
    const weight = ((totalMinor ?? 0) * pieces) / Math.max(1, Number(quantity))
    return [{ externalLineId, weight }]
  })
  const whole = weights.reduce((sum, { weight }) => sum + weight, 0)
  let left = amountMinor
  const shares = weights.map(({ externalLineId, weight }, index) => {
    const isLast = index === weights.length - 1
    const share = isLast ? left : Math.floor(whole > 0 ? (amountMinor * weight) / whole : 0)
    left -= share
    return { externalLineId, amountMinor: share }
  })
  return shares.filter((share) => share.amountMinor > 0)
}

async function submitted(api: Api, type: string, body: string): Promise<PushResult> {
  const feedId = await submitFeed(api, { type, contentType: 'text/xml; charset=UTF-8', body })
  return { type: 'submitted', reference: referenceOf(feedId, 1) }
}
