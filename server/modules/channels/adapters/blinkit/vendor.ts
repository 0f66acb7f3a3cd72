import {
  ChannelFailure,
  type Client,
  type Connection,
  type OutgoingShipment,
} from '../../adapter.ts'
import { callPlatform } from '../call-platform.ts'
import { pushed } from '../pushed.ts'
import { at, isTrue, jsonOf, objectsOf } from '../shape/json.ts'
import { textOf } from '../shape/text.ts'
import { itemIdOf } from './purchase-line.ts'

const HOST = 'https://api.partnersbiz.com'

/** Purchase orders only come to us: what is missed must be asked for by people. */
export function vendorClient(connection: Connection): Client {
  return {
    hasNoList: true,
    async test() {
      const { vendorId } = connection.credentials
      const details = ['Purchase orders cannot be asked for: the first one to come is the test.']
      return { name: `Blinkit vendor ${vendorId ?? connection.uid}`, details }
    },
    fetchOrder: async () => undefined,
    async listOrders() {
      throw new ChannelFailure('rejected', 'Blinkit has no list of purchase orders.')
    },
    acknowledgeOrder: (externalId, accept) =>
      pushed(async () => {
        const status = accept ? 'accepted' : 'rejected'
        const body = { po_number: numberOf(externalId), po_status: status }
        await send(connection, '/webhook/public/v1/po/acknowledgement', body)
        return { type: 'done', reference: status }
      }),
    pushShipment: (shipment) =>
      pushed(async () => {
        const answer = await send(
          connection,
          '/webhook/public/v1/asn',
          noticeOf(connection, shipment),
        )
        const reference = textOf(at(answer, 'data', 'asn_id')) ?? textOf(at(answer, 'asn_id'))
        return { type: 'done', reference }
      }),
  }
}

/** The tenant is a part of our id and not of theirs. */
const numberOf = (externalId: string): string => externalId.replace(/^\D[^:]*:/, '')

/** The invoice goes by the number of our parcel, which is the same however often it is sent. */
function noticeOf({ credentials }: Connection, shipment: OutgoingShipment) {
  const day = shipment.at.toISOString().slice(0, 10)
  return {
    po_number: numberOf(shipment.externalId),
    invoice_number: shipment.shipmentId,
    ...{ invoice_date: day, delivery_date: day },
    supplier_details: {
      name: credentials['supplierName'] ?? '',
      gstin: credentials['supplierGstin'] ?? '',
      supplier_address: credentials['supplierAddress'] ?? '',
    },
    shipment_details: {
      delivery_type: 'ROAD',
      delivery_partner: shipment.carrier ?? 'Own delivery',
      tracking_code: shipment.trackingNumber ?? shipment.shipmentId,
    },
    items: shipment.lines.map(({ externalLineId, quantity }) => ({
      item_id: itemIdOf(externalLineId),
      quantity,
    })),
  }
}

/** A reply of 200 that says `success: false` is a refusal, with its reasons within. */
async function send(connection: Connection, path: string, body: unknown) {
  const { credentials, baseUrl } = connection
  const reply = await callPlatform('blinkit', connection, {
    method: 'POST',
    url: `${baseUrl?.replace(/\/+$/, '') ?? HOST}${path}`,
    headers: {
      'content-type': 'application/json',
      'api-key': credentials['apiKey'] ?? '',
      'x-vendor-id': credentials['vendorId'] ?? connection.uid,
    },
    body: JSON.stringify(body),
  })
  const json = jsonOf(reply.body)
  if (isTrue(at(json, 'success'))) return json
  const [error] = objectsOf(at(json, 'data', 'errors'))
  const words = textOf(error?.['message'], 300) ?? textOf(at(json, 'message'), 300)
  throw new ChannelFailure('rejected', `Blinkit refused it: ${words ?? 'without words'}.`)
}
