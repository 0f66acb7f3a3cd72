import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import type { Message, Reading } from '../../adapter.ts'
import type { CanonicalOrder } from '../../canonical.ts'
import { isListed } from '../asked-for.ts'
import { at, isObject, jsonOf } from '../shape/json.ts'
import { readEach } from '../shape/several.ts'
import { idOf, textOf } from '../shape/text.ts'
import { instantOfSeconds } from '../shape/time.ts'
import { type Parts, partsOf } from './parts.ts'
import { INCOMPLETE } from './status.ts'
import { toOrder } from './to-order.ts'

/**
 * Reads a webhook, which only names what has changed, or an order that the client has put together.
 */
export const read = (message: Message): Reading[] =>
  readEach(jsonOf(message.body), (entry) => readOne(entry, isListed(message)))

function readOne(body: Lossless | undefined, ofList: boolean): Reading[] {
  if (!isObject(body)) return [unclear('This is nothing in JSON that BigCommerce sends.', null)]
  const scope = textOf(body['scope'])
  return scope === null ? readOrder(body, ofList) : [readHook(scope, body)]
}

function readHook(scope: string, body: LosslessObject): Reading {
  const data = body['data']
  if (scope === 'store/app/uninstalled') {
    return { type: 'disconnected', why: 'The app was removed from the store.' }
  }
  if (/^store\/(product|sku)\/inventory\//.test(scope)) return readStock(body)
  if (scope.startsWith('store/order/message/')) return ignored('A message to or from the buyer.')
  if (!/^store\/(order|shipment)\//.test(scope)) {
    return ignored(`Events of the kind ${scope} are not for an order hub.`)
  }
  const externalId = orderIdIn(scope, data)
  if (externalId === null) return unclear(`The event ${scope} names no order.`, null)
  return { type: 'fetch', externalId, why: `BigCommerce says ${scope}.` }
}

/**
 * The id of the order in an event. Events of shipments and of transactions spell it differently.
 */
function orderIdIn(scope: string, data: Lossless | undefined): string | null {
  if (scope.startsWith('store/shipment/')) return idOf(at(data, 'orderId') ?? at(data, 'order_id'))
  if (scope.startsWith('store/order/transaction/')) return idOf(at(data, 'order_id'))
  return idOf(at(data, 'id'))
}

/**
 * An event of stock. Its `value` may be the number or a difference, and an event of a product does
 * not say which variant it means; so the stock is read.
 */
function readStock(body: LosslessObject): Reading {
  const inventory = at(body, 'data', 'inventory')
  const productId = idOf(at(inventory, 'product_id')) ?? idOf(at(body, 'data', 'id'))
  return {
    type: 'stock',
    listing: { productId, variantId: idOf(at(inventory, 'variant_id')), sku: null },
    quantity: null,
    at: instantOfSeconds(body['created_at']),
  }
}

/**
 * An order without its products lands, and its lines are fetched. One of a list whose parts could
 * not be read is only fetched, since it may be known with lines that it would lose.
 */
function readOrder(body: LosslessObject, ofList: boolean): Reading[] {
  const parts = partsOf(body)
  const externalId = idOf(parts.order['id'])
  if (externalId === null || parts.order['status_id'] === undefined) {
    return [unclear('This is no order of BigCommerce: it has no id or no status_id.', externalId)]
  }
  const order = toOrder(parts)
  if (!order && textOf(parts.order['status_id']) === INCOMPLETE) {
    return [ignored('A checkout that is not complete.')]
  }
  if (!order) return [unclear('The order says neither when it was made nor changed.', externalId)]
  if (isEmptied(parts, order)) return [unclear(LINELESS, externalId)]
  if (parts.products !== null || order.decision === 'ignore') return [{ type: 'order', order }]
  const why = 'The message has the order without its products.'
  const fetch = { type: 'fetch', externalId, why } as const
  return ofList ? [fetch] : [{ type: 'order', order }, fetch]
}

const LINELESS =
  'BigCommerce shows none of the products of this order: look at it there, and fetch it again.'

/**
 * Whether an order claims to have items and shows none, so that it would remove the lines that we
 * have.
 */
const isEmptied = ({ products, order: said }: Parts, order: CanonicalOrder): boolean =>
  products?.length === 0 && Number(textOf(said['items_total'])) > 0 && order.lifecycle === 'open'

const ignored = (why: string): Reading => ({ type: 'ignored', why })
const unclear = (why: string, externalId: string | null): Reading => {
  return { type: 'unclear', why, externalId }
}
