import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import type { Message, Reading } from '../../adapter.ts'
import { isListed } from '../asked-for.ts'
import { at, isObject, jsonOf, objectOf } from '../shape/json.ts'
import { readSeveral } from '../shape/several.ts'
import { idOf } from '../shape/text.ts'
import { itemsIn } from './items-v0.ts'
import { notificationsIn, readNotification } from './notification.ts'
import { orderOf2026 } from './order-2026.ts'
import { orderOfV0, type PartsV0 } from './order-v0.ts'

/**
 * Reads notifications and orders of both generations, one or several, which are told apart by their
 * shape.
 */
export function read(message: Message): Reading[] {
  const json = jsonOf(message.body)
  if (json === undefined) return [unclear('the body is not valid JSON')]
  const ofList = isListed(message)
  if (Array.isArray(json)) return readSeveral(json, (entry) => readPiece(entry, ofList))
  return readPiece(json, ofList)
}

function readPiece(piece: Lossless | undefined, ofList: boolean): Reading[] {
  const notifications = piece === undefined ? [] : notificationsIn(piece)
  if (notifications.length > 0) return notifications.flatMap(readNotification)
  const readEntry = (entry: Lossless | undefined) => readOne(objectOf(entry), ofList)
  return readSeveral(candidatesOf(objectOf(piece)), readEntry)
}

function candidatesOf(sent: LosslessObject): LosslessObject[] {
  const body = objectAt(sent, 'payload') ?? sent
  const list = [body['orders'], body['Orders']].find(Array.isArray)
  // Answers about single orders may be posted together as one list.
  return list
    ? list.map((entry) => objectOf(entry)).map((one) => objectAt(one, 'payload') ?? one)
    : [body]
}

const LINELESS = 'asked for its lines, Amazon had none: look there, and fetch the order again'
const NEITHER = 'neither an order nor a notification of Amazon: no AmazonOrderId and no orderId'

function readOne(candidate: LosslessObject, ofList: boolean): Reading[] {
  const parts = partsOf(candidate)
  const idV0 = idOf(parts.order['AmazonOrderId'])
  // The client has written the lines there, even if there are none.
  const wereAsked = isObject(at(candidate, 'order', 'payload')) && Array.isArray(candidate['items'])
  if (idV0 !== null) return readV0(parts, idV0, { ofList, wereAsked })
  const id = idOf(parts.order['orderId'])
  if (id === null) return [unclear(NEITHER)]
  const order = orderOf2026(parts.order)
  return [order ? { type: 'order', order } : unclear('the order has no createdTime', id)]
}

/** The order with what stands beside it, where somebody has put its answers together. */
function partsOf(candidate: LosslessObject): PartsV0 {
  const sent = objectAt(candidate, 'order') ?? objectAt(candidate, 'Order') ?? candidate
  const order = objectAt(sent, 'payload') ?? sent
  const answer = objectOf(at(candidate, 'address', 'payload') ?? candidate['address'])
  return {
    order,
    items: sent === candidate ? itemsIn(order) : [...itemsIn(candidate), ...itemsIn(order)],
    address: objectAt(answer, 'ShippingAddress') ?? objectAt(candidate, 'ShippingAddress'),
    delivery: objectAt(answer, 'DeliveryPreferences'),
    buyer: objectAt(answer, 'BuyerInfo'),
  }
}

function objectAt(object: LosslessObject, name: string): LosslessObject | undefined {
  const value = object[name]
  return isObject(value) ? value : undefined
}

/**
 * Reads an order of v0. Its lines stand in another answer; until that is fetched, the order lands
 * without them, if it can land at all.
 */
function readV0(
  parts: PartsV0,
  externalId: string,
  { ofList, wereAsked }: { ofList: boolean; wereAsked: boolean },
): Reading[] {
  const fetch = { type: 'fetch', externalId, why: 'its lines are not in this message' } as const
  if (parts.order['OrderStatus'] === undefined || (ofList && parts.items.length === 0)) {
    return [fetch]
  }
  const order = orderOfV0(parts)
  if (!order) return [unclear('the order has no PurchaseDate', externalId)]
  if (parts.items.length > 0) return [{ type: 'order', order }]
  // If the order cannot land yet, the answer with its lines will say everything.
  if (!wereAsked)
    return order.decision === 'quarantine' ? [fetch] : [{ type: 'order', order }, fetch]
  // Asking again would never end, and landing it would remove the lines that we have.
  return order.lifecycle === 'cancelled'
    ? [{ type: 'order', order }]
    : [unclear(LINELESS, externalId)]
}

const unclear = (why: string, externalId: string | null = null): Reading => ({
  type: 'unclear',
  why,
  externalId,
})
