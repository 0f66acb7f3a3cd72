import { createHash } from 'node:crypto'
import type { OutgoingShipment, PushResult } from '../../adapter.ts'
import type { Api } from './api.ts'
import { cancelEnvelope } from './envelope.ts'
import { referenceOf, submitFeed } from './feeds.ts'
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
    // A repeat with the same package number confirms the same package.
    repeatable: true,
  })
  if (status !== 404) return { type: 'done', reference: packageReferenceId }
  return { type: 'refused', why: `Amazon does not know the order ${shipment.externalId}.` }
}

/** The package number: Amazon demands digits, and the same ones each time for the same parcel. */
const packageIdOf = (shipmentId: string): string =>
  String(createHash('sha256').update(shipmentId).digest().readUIntBE(0, 5))

export async function cancelOrder(api: Api, externalId: string): Promise<PushResult> {
  const body = cancelEnvelope(api.connection.uid, externalId)
  return submitted(api, 'POST_ORDER_ACKNOWLEDGEMENT_DATA', body)
}

async function submitted(api: Api, type: string, body: string): Promise<PushResult> {
  const feedId = await submitFeed(api, { type, contentType: 'text/xml; charset=UTF-8', body })
  return { type: 'submitted', reference: referenceOf(feedId, 1) }
}
