import type { LosslessObject } from '#platform/lossless-json.ts'
import type { OutgoingShipment, PushResult } from '../../adapter.ts'
import { at, listOf, objectsOf } from '../shape/json.ts'
import { idOf, textOf } from '../shape/text.ts'
import { type Api, jsonIn, userErrorsOf, wordsOfErrors } from './api.ts'
import { gid } from './ids.ts'

const HOLD_AGAIN_S = 900

type Part = {
  fulfillmentOrderId: string
  locationId: string
  lines: { id: string; quantity: number }[]
}

/**
 * Tells Shopify of a parcel. There is no key against repeats, so pieces that a parcel of this
 * tracking number has already are not told again, even if the answer to an earlier attempt was
 * lost.
 */
export async function pushShipment(api: Api, shipment: OutgoingShipment): Promise<PushResult> {
  const told = await toldBefore(api, shipment)
  const missing = shipment.lines
    .map((line) => ({ ...line, quantity: line.quantity - (told.get(line.externalLineId) ?? 0) }))
    .filter(({ quantity }) => quantity > 0)
  if (missing.length === 0) return { type: 'done', reference: null }

  const answer = jsonIn(await api.get(`orders/${shipment.externalId}/fulfillment_orders.json`))
  const orders = objectsOf(at(answer, 'fulfillment_orders'))
  const { parts, left } = spread(missing, orders.filter(isOpen))
  if (left > 0) {
    const hold = orders.find((order) => WAITING.has(textOf(at(order, 'status')) ?? ''))
    if (hold) return { type: 'again', why: wordsOfHold(hold), afterS: HOLD_AGAIN_S }
    if (parts.length === 0) return { type: 'done', reference: null }
  }
  let reference: string | null = null
  // All parts of one call must leave from the same location.
  for (const group of Map.groupBy(parts, ({ locationId }) => locationId).values()) {
    const result = await create(api, shipment, group)
    if (result.type !== 'done') return result
    reference = result.reference
  }
  return { type: 'done', reference }
}

const isOpen = (order: LosslessObject) =>
  at(order, 'status') === 'open' || at(order, 'status') === 'in_progress'

const WAITING: ReadonlySet<string> = new Set(['on_hold', 'scheduled'])

function wordsOfHold(order: LosslessObject): string {
  const [hold] = objectsOf(at(order, 'fulfillment_holds'))
  const reason = textOf(at(hold, 'reason_notes')) ?? textOf(at(hold, 'reason'))
  return `the order is on hold at Shopify${reason ? `: ${reason}` : ''}; release it there`
}

/** How many pieces of each line the parcels with this tracking number already hold. */
async function toldBefore(api: Api, shipment: OutgoingShipment): Promise<Map<string, number>> {
  const told = new Map<string, number>()
  const { externalId, trackingNumber } = shipment
  if (trackingNumber === null) return told
  const answer = jsonIn(await api.get(`orders/${externalId}/fulfillments.json`))
  const same = objectsOf(at(answer, 'fulfillments')).filter(
    (one) =>
      at(one, 'status') === 'success' &&
      [...listOf(at(one, 'tracking_numbers')), at(one, 'tracking_number')].includes(trackingNumber),
  )
  for (const line of same.flatMap((one) => objectsOf(at(one, 'line_items')))) {
    const id = idOf(at(line, 'id')) ?? ''
    told.set(id, (told.get(id) ?? 0) + Number(textOf(at(line, 'quantity')) ?? 0))
  }
  return told
}

/**
 * Distributes the lines over the fulfilment orders that hold them, and counts what no open one
 * holds.
 */
function spread(
  lines: OutgoingShipment['lines'],
  orders: LosslessObject[],
): { parts: Part[]; left: number } {
  const wanted = new Map(lines.map(({ externalLineId, quantity }) => [externalLineId, quantity]))
  const parts = orders.flatMap((order): Part[] => {
    const taken = objectsOf(at(order, 'line_items')).flatMap((line) => {
      const lineId = idOf(at(line, 'line_item_id')) ?? ''
      const id = idOf(at(line, 'id'))
      const open = Number(textOf(at(line, 'fulfillable_quantity')) ?? 0)
      const quantity = Math.min(open, wanted.get(lineId) ?? 0)
      if (id === null || quantity <= 0) return []
      wanted.set(lineId, (wanted.get(lineId) ?? 0) - quantity)
      return [{ id, quantity }]
    })
    const fulfillmentOrderId = idOf(at(order, 'id'))
    const locationId = idOf(at(order, 'assigned_location_id')) ?? ''
    if (fulfillmentOrderId === null || taken.length === 0) return []
    return [{ fulfillmentOrderId, locationId, lines: taken }]
  })
  return { parts, left: [...wanted.values()].reduce((sum, quantity) => sum + quantity, 0) }
}

async function create(api: Api, shipment: OutgoingShipment, parts: Part[]): Promise<PushResult> {
  const { carrier, trackingNumber, trackingUrl } = shipment
  const fulfillment = {
    lineItemsByFulfillmentOrder: parts.map(({ fulfillmentOrderId, lines }) => ({
      fulfillmentOrderId: gid('FulfillmentOrder', fulfillmentOrderId),
      fulfillmentOrderLineItems: lines.map(({ id, quantity }) => ({
        ...{ id: gid('FulfillmentOrderLineItem', id), quantity },
      })),
    })),
    ...(trackingNumber !== null && {
      trackingInfo: {
        number: trackingNumber,
        ...(carrier !== null && { company: carrier }),
        ...(trackingUrl !== null && { url: trackingUrl }),
      },
    }),
    notifyCustomer: false,
  }
  const data = await api.graphql(
    `mutation($fulfillment: FulfillmentInput!) {
      fulfillmentCreate(fulfillment: $fulfillment) {
        fulfillment { id }
        userErrors { field message }
      }
    }`,
    { fulfillment },
    false,
  )
  const payload = at(data, 'fulfillmentCreate')
  const errors = userErrorsOf(payload)
  if (errors.length > 0) {
    return { type: 'refused', why: `Shopify refused the parcel: ${wordsOfErrors(errors)}` }
  }
  return { type: 'done', reference: textOf(at(payload, 'fulfillment', 'id')) }
}
