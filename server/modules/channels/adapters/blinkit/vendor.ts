import { ChannelFailure, type Client, type Connection } from '../../adapter.ts'
import { callPlatform } from '../call-platform.ts'
import { outcomeOfPush } from '../outcome-of-push.ts'
import { at, isTrue, jsonOf, objectsOf } from '../shape/json.ts'
import { textOf } from '../shape/text.ts'
import { noticeOf } from './shipping-notice.ts'

const HOST = 'https://api.partnersbiz.com'

/**
 * The client of a vendor. Purchase orders are only sent to us; a lost one can only be asked for by
 * people.
 */
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
      outcomeOfPush(async () => {
        const status = accept ? 'accepted' : 'rejected'
        const body = { po_number: numberOf(externalId), po_status: status }
        await send(connection, '/webhook/public/v1/po/acknowledgement', body)
        return { type: 'done', reference: status }
      }),
    pushShipment: (shipment) =>
      outcomeOfPush(async () => {
        const answer = await send(
          connection,
          '/webhook/public/v1/asn',
          noticeOf(connection, shipment, numberOf(shipment.externalId)),
        )
        const reference = textOf(at(answer, 'data', 'asn_id')) ?? textOf(at(answer, 'asn_id'))
        return { type: 'done', reference }
      }),
  }
}

/** The number of a purchase order without its tenant, which only our own id includes. */
const numberOf = (externalId: string): string => externalId.replace(/^\D[^:]*:/, '')

/** Sends a message. A reply with `success: false` is a refusal, although its status is 200. */
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
