import type { LosslessObject } from '#platform/lossless-json.ts'
import type { OutgoingShipment, PushResult } from '../../adapter.ts'
import type { CanonicalOrder } from '../../canonical.ts'
import { objectOf, objectsOf } from '../shape/json.ts'
import { idOf, textOf } from '../shape/text.ts'
import { accepted, type Api, isMissing } from './api.ts'
import { metaOf } from './lines.ts'
import { slugOf } from './status.ts'
import { entriesOf } from './php.ts'
import { countedAs } from './status.ts'
import { toOrder } from './to-order.ts'

export const PER_PAGE = '100'

export const done = (reference: string | null): PushResult => ({ type: 'done', reference })
export const refused = (why: string): PushResult => ({ type: 'refused', why })

export const GONE = refused('The order is no longer in the shop.')

export async function findOrder(api: Api, externalId: string): Promise<LosslessObject | undefined> {
  const answer = await api.get(pathOf(externalId))
  return isMissing(answer) ? undefined : objectOf(accepted(answer).json)
}

export const pathOf = (externalId: string): string => `orders/${encodeURIComponent(externalId)}`

const SHIPMENTS = '_penstock_shipments'

/**
 * Tells the buyer of a parcel by a note with its tracking, since WooCommerce has no parcels. A
 * repeat finds the note by its words. What was sent is kept in a field of the order, and the last
 * pieces complete the order.
 */
export async function pushShipment(api: Api, shipment: OutgoingShipment): Promise<PushResult> {
  const path = pathOf(shipment.externalId)
  const order = await findOrder(api, shipment.externalId)
  if (!order) return GONE
  const note = noteOf(shipment)
  const notes = accepted(await api.get(`${path}/notes`)).json
  const known = objectsOf(notes).find((entry) => textOf(entry['note']) === note)
  const written =
    known ??
    objectOf(accepted(await api.send('POST', `${path}/notes`, { note, customer_note: true })).json)
  const sent = { ...sentIn(order), [shipment.shipmentId]: piecesOf(shipment) }
  const isOpen = ['processing', 'on-hold'].includes(slugOf(textOf(order['status']) ?? ''))
  const isLast = isOpen && (await coversAll(api, order, sent))
  accepted(
    await api.send('PUT', path, {
      meta_data: [{ key: SHIPMENTS, value: JSON.stringify(sent) }],
      ...(isLast && { status: 'completed' }),
    }),
  )
  return done(idOf(written['id']))
}

function noteOf({ carrier, trackingNumber, trackingUrl, shipmentId }: OutgoingShipment): string {
  const by = carrier ? ` with ${carrier}` : ''
  const number = trackingNumber ? `, tracking number ${trackingNumber}` : ` (${shipmentId})`
  return `Your order was shipped${by}${number}.${trackingUrl ? ` ${trackingUrl}` : ''}`
}

/** The pieces of each line in each of our shipments that the shop has been told of. */
type Sent = Record<string, Record<string, number>>

function sentIn(order: LosslessObject): Sent {
  try {
    const kept: unknown = JSON.parse(textOf(metaOf(order, SHIPMENTS), 100_000) ?? '{}')
    return typeof kept === 'object' ? (kept as Sent) : {}
  } catch {
    // Somebody has changed the field by hand; then a person must complete the order, too.
    return {}
  }
}

const piecesOf = ({ lines }: OutgoingShipment): Record<string, number> =>
  Object.fromEntries(lines.map(({ externalLineId, quantity }) => [externalLineId, quantity]))

/** Whether all pieces were sent that are still wanted; refunded pieces are not. */
async function coversAll(api: Api, order: LosslessObject, sent: Sent): Promise<boolean> {
  const lines = (await wholeOrder(api, order))?.lines ?? []
  return lines.every(({ externalLineId, activeQuantity }) => {
    const pieces = Object.values(sent).map((shipment) => shipment[externalLineId] ?? 0)
    return pieces.reduce((sum, count) => sum + count, 0) >= Number(activeQuantity)
  })
}

async function wholeOrder(api: Api, order: LosslessObject): Promise<CanonicalOrder | undefined> {
  const slug = countedAs(order['status'])
  if (entriesOf(order['refunds']).length === 0) return toOrder(order, { refundDetails: [], slug })
  const path = `${pathOf(idOf(order['id']) ?? '')}/refunds`
  const details = accepted(await api.get(path, { per_page: PER_PAGE }))
  return toOrder(order, { refundDetails: objectsOf(details.json), slug })
}

export async function cancelOrder(api: Api, externalId: string): Promise<PushResult> {
  const order = await findOrder(api, externalId)
  if (!order) return GONE
  const status = slugOf(textOf(order['status']) ?? '')
  if (status === 'cancelled') return done(null)
  if (status === 'completed' || status === 'refunded') {
    return refused(`The order is already ${status} in the shop. Refund it there.`)
  }
  accepted(await api.send('PUT', pathOf(externalId), { status: 'cancelled' }))
  return done(null)
}
