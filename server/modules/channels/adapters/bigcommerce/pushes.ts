import type { LosslessObject } from '#platform/lossless-json.ts'
import type { OutgoingShipment, PushResult } from '../../adapter.ts'
import { jsonOf, objectOf, objectsOf } from '../shape/json.ts'
import { numberOf } from '../shape/raw-json.ts'
import { idOf, textOf } from '../shape/text.ts'
import { accepted, type Api, isMissing } from './api.ts'
import { wholeOf } from './whole-list.ts'

const CANCELLED = '5'
/** Statuses of orders that were sent or refunded, which a cancellation cannot undo. */
const TOO_LATE: ReadonlySet<string> = new Set(['2', '3', '4', '10', '14'])
const PROVIDERS = ['fedex', 'ups', 'usps', 'auspost', 'canadapost', 'endicia']
const TRACKING_CHARACTERS_MAX = 50

export const GONE: PushResult = {
  type: 'refused',
  why: 'The order is no longer in the store.',
}

/**
 * Makes one shipment for each address of the lines. Our id of the parcel stands in the comment, by
 * which a repeat finds that an earlier attempt came through.
 */
export async function pushShipment(api: Api, shipment: OutgoingShipment): Promise<PushResult> {
  const path = `v2/orders/${encodeURIComponent(shipment.externalId)}`
  const listed = async (part: string) => objectsOf(jsonOf(await wholeOf(api, `${path}/${part}`)))
  const products = await listed('products')
  const known = await listed('shipments')
  const references: string[] = []
  for (const [addressId, lines] of byAddress(products, shipment)) {
    const before = known.find((entry) => isSame(entry, addressId, shipment))
    const made = before ?? (await makeShipment(api, path, addressId, lines, shipment))
    references.push(idOf(made['id']) ?? '')
  }
  if (references.length > 0) return { type: 'done', reference: references.join(',') }
  if (isMissing(await api.get(path))) return GONE
  return { type: 'refused', why: 'The store has none of these lines in the order.' }
}

type Lines = OutgoingShipment['lines']

function byAddress(products: LosslessObject[], { lines }: OutgoingShipment): Map<string, Lines> {
  const addressOf = ({ externalLineId }: Lines[number]) =>
    idOf(products.find((product) => idOf(product['id']) === externalLineId)?.['order_address_id'])
  const known = lines.filter((line) => addressOf(line) !== null)
  return Map.groupBy(known, (line) => addressOf(line) ?? '')
}

const isSame = (entry: LosslessObject, addressId: string, shipment: OutgoingShipment): boolean =>
  idOf(entry['order_address_id']) === addressId && textOf(entry['comments']) === commentOf(shipment)

const commentOf = ({ shipmentId }: OutgoingShipment): string => `Shipment ${shipmentId}`

async function makeShipment(
  api: Api,
  path: string,
  addressId: string,
  lines: Lines,
  shipment: OutgoingShipment,
): Promise<LosslessObject> {
  const carrier = shipment.carrier?.toLowerCase() ?? ''
  const answer = await api.send('POST', `${path}/shipments`, {
    order_address_id: numberOf(addressId),
    tracking_number: (shipment.trackingNumber ?? '').slice(0, TRACKING_CHARACTERS_MAX),
    tracking_link: shipment.trackingUrl ?? '',
    // A carrier that BigCommerce does not know is named in the text for people.
    shipping_provider: PROVIDERS.includes(carrier) ? carrier : '',
    tracking_carrier: '',
    shipping_method: shipment.carrier ?? '',
    comments: commentOf(shipment),
    items: lines.map(({ externalLineId, quantity }) => ({
      order_product_id: numberOf(externalLineId),
      quantity,
    })),
  })
  return objectOf(accepted(answer).json)
}

/** Sets the status and nothing else: a change that carries lines would remove their discounts. */
export async function cancelOrder(api: Api, externalId: string): Promise<PushResult> {
  const path = `v2/orders/${encodeURIComponent(externalId)}`
  const answer = await api.get(path)
  if (isMissing(answer)) return GONE
  const order = objectOf(accepted(answer).json)
  const statusId = textOf(order['status_id']) ?? ''
  if (statusId === CANCELLED) return { type: 'done', reference: null }
  if (TOO_LATE.has(statusId)) {
    const status = textOf(order['status']) ?? statusId
    return { type: 'refused', why: `The order is “${status}” in the store. Refund it instead.` }
  }
  accepted(await api.send('PUT', path, { status_id: numberOf(CANCELLED) }, true))
  return { type: 'done', reference: null }
}
