import type { LosslessObject } from '#platform/lossless-json.ts'
import type { Message, Reading } from '../../adapter.ts'
import { at, isObject, jsonOf, objectOf } from '../shape/json.ts'
import { readEach } from '../shape/several.ts'
import { idOf, textOf } from '../shape/text.ts'
import { marketplaceOrderOf } from './marketplace-order.ts'
import { inNewerWords } from './older-contract.ts'
import { externalIdOf, hasTwoNumbers, purchaseOrderOf } from './purchase-order.ts'

/**
 * Reads a message. Purchase orders come whole; orders of the marketplace are only named, and then
 * fetched.
 */
export function read(message: Message): Reading[] {
  const json = jsonOf(message.body)
  if (json === undefined) return [unclear('the body is not valid JSON')]
  return readEach(json, (entry) => [readOne(objectOf(entry))])
}

function readOne(sent: LosslessObject): Reading {
  const body = isObject(sent['order']) ? sent['order'] : sent
  if (body['event_type'] !== undefined) return readEvent(body)
  if (idOf(body['order_id']) !== null) {
    if (!Array.isArray(body['items']))
      return unclear('the order has no items', idOf(body['order_id']))
    const order = marketplaceOrderOf(body)
    if (order) return { type: 'order', order }
    return unclear('the order has no created_at', idOf(body['order_id']))
  }
  return readPurchaseOrder(inNewerWords(body))
}

function readPurchaseOrder(body: LosslessObject): Reading {
  const externalId = externalIdOf(body)
  if (externalId === null) return unclear('neither a purchase order nor an event: no po_number')
  const type = textOf(body['type'])?.toUpperCase()
  if (type === 'PO_CANCELLATION') {
    // A cancellation cannot be undone, so one with two different numbers waits for a person, as a
    // creation does.
    if (hasTwoNumbers(body)) return unclear(TWO_NUMBERS, externalId)
    const reason = textOf(at(body, 'details', 'reason')) ?? textOf(body['reason'])
    const cancelledAt = null
    return { type: 'part', externalId, at: cancelledAt, part: { type: 'cancelled', reason } }
  }
  if (type === undefined) return unclear('the message does not say its type', externalId)
  if (type !== 'PO_CREATION') return unclear(`unknown type ${type}`, externalId)
  if (!isObject(body['details'])) return unclear('the purchase order has no details', externalId)
  const order = purchaseOrderOf(body, externalId)
  return 'why' in order ? unclear(order.why, externalId) : { type: 'order', order }
}

const TWO_NUMBERS =
  'it cancels two purchase orders: po_number is one thing on top and another within its details'

/**
 * Reads an event. Its `resource_href` is never followed, because we know the addresses of orders.
 */
function readEvent(body: LosslessObject): Reading {
  const type = textOf(body['event_type']) ?? ''
  if (!type.startsWith('orders.')) return { type: 'ignored', why: `an event of ${type}` }
  const externalId = idOf(at(body, 'meta', 'resource_id'))
  if (externalId === null) return unclear('the event has no meta.resource_id')
  return { type: 'fetch', externalId, why: type }
}

const unclear = (why: string, externalId: string | null = null): Reading => ({
  type: 'unclear',
  why,
  externalId,
})
