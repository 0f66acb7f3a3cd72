import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import type { Message, Reading } from '../../adapter.ts'
import type { CanonicalFlag } from '../../canonical.ts'
import { isFetched } from '../asked-for.ts'
import { amountsIn } from '../shape/amounts.ts'
import { at, isObject, jsonOf } from '../shape/json.ts'
import { readEach } from '../shape/several.ts'
import { idOf, textOf } from '../shape/text.ts'
import { instantOf } from '../shape/time.ts'
import { shopifyHeader } from './headers.ts'
import { idIn, kindOf, ownId } from './ids.ts'
import { currencyOfRefund, refundOf } from './refunds.ts'
import { shipmentOf } from './shipments.ts'
import { isSent } from './statuses.ts'
import { toOrder } from './to-order.ts'

/**
 * Reads a message. A webhook holds one thing and names its topic; a program may post several orders
 * and names none.
 */
export function read(message: Message): Reading[] {
  const body = jsonOf(message.body)
  const said = shopifyHeader(message, 'topic')?.toLowerCase()
  const topic = isFetched(message) ? 'orders/updated' : said
  const readOne = (entry: Lossless | undefined): Reading[] => {
    if (!isObject(entry)) return [unclear('the body is no JSON object', null)]
    // An answer to a call wraps the order in a member `order`; a webhook does not.
    const wrapped = at(entry, 'order')
    return [readingOf(topic ?? '', isObject(wrapped) ? wrapped : entry, message)]
  }
  return topic === undefined ? readEach(body, readOne) : readOne(body)
}

function readingOf(topic: string, thing: LosslessObject, message: Message): Reading {
  switch (topic) {
    case 'orders/create':
    case 'orders/updated':
    case 'orders/paid':
    case 'orders/cancelled':
    case 'orders/fulfilled':
    case 'orders/partially_fulfilled':
      return orderIn(thing, message)
    case 'orders/edited':
      return editIn(thing)
    case 'orders/delete':
      return deletionIn(thing, message)
    case 'refunds/create':
      return refundIn(thing, message)
    case 'fulfillments/create':
    case 'fulfillments/update':
      return shipmentIn(thing, message)
    case 'inventory_levels/update':
      return stockIn(thing)
    case 'app/uninstalled':
      return { type: 'disconnected', why: 'the app was removed from the shop' }
    case 'customers/redact':
      return erasureIn(thing)
    case 'customers/data_request':
      return { type: 'asks_person', what: DATA_REQUEST }
    case 'shop/redact':
      return { type: 'asks_person', what: SHOP_REDACT }
    case 'products/update':
    case 'products/delete':
    case 'inventory_levels/connect':
    case 'inventory_levels/disconnect':
      return { type: 'ignored', why: `nothing of orders or stock is in ${topic}` }
    default:
      return toldByItsShape(topic, thing, message)
  }
}

/** Reads a thing by its shape, where there is no topic or one that is newer than this adapter. */
function toldByItsShape(topic: string, thing: LosslessObject, message: Message): Reading {
  if (isNoOrderYet(thing)) return { type: 'ignored', why: 'it is a draft or a checkout' }
  const isOrder = isWholeOrder(thing)
  if (isOrder && (topic === '' || topic.startsWith('orders/'))) return orderIn(thing, message)
  if (topic === '') return unclear('it has no topic, and its body is no order', ownId(thing))
  return { type: 'ignored', why: `the topic ${topic.slice(0, 60)} is not used` }
}

/**
 * Whether it is a draft or an abandoned checkout. Both look like an order, but have ids of their
 * own, which the order will not have.
 */
function isNoOrderYet(thing: LosslessObject): boolean {
  const kind = kindOf(at(thing, 'admin_graphql_api_id'))
  if (kind !== null) return kind === 'DraftOrder' || kind === 'AbandonedCheckout'
  return ['draft_order', 'checkout', 'invoice_url', 'abandoned_checkout_url'].some(
    (field) => at(thing, field) !== undefined,
  )
}

const isWholeOrder = (thing: LosslessObject): boolean =>
  Array.isArray(at(thing, 'line_items')) && at(thing, 'total_price') !== undefined

function orderIn(thing: LosslessObject, message: Message): Reading {
  const externalId = ownId(thing)
  // A webhook subscription may leave fields out, and a missing field would be read as nothing.
  if (externalId !== null && !isWholeOrder(thing)) {
    if (isFetched(message)) return unclear(IN_PART, externalId)
    return { type: 'fetch', externalId, why: 'the message has a part of the order' }
  }
  const order = toOrder(thing)
  return 'why' in order ? unclear(order.why, ownId(thing)) : { type: 'order', order }
}

const IN_PART = 'asked for it, Shopify shows no lines or no total: look there, and fetch it again'

/**
 * An edit says which lines were added and removed, and not what the order has become; so it is
 * fetched.
 */
function editIn(thing: LosslessObject): Reading {
  const edit = at(thing, 'order_edit')
  const externalId = idIn(at(edit, 'order_id')) ?? idIn(at(thing, 'order_id'))
  if (externalId === null) return unclear('it does not say which order was edited', null)
  return { type: 'fetch', externalId, why: 'the order was edited' }
}

/**
 * A deletion counts as a cancellation: Shopify deletes only orders that are cancelled or trial
 * orders.
 */
function deletionIn(thing: LosslessObject, message: Message): Reading {
  const externalId = ownId(thing)
  if (externalId === null) return unclear('it does not say which order was deleted', null)
  const part = { type: 'cancelled', reason: 'deleted on Shopify' } as const
  return { type: 'part', externalId, at: instantOf(shopifyHeader(message, 'triggered-at')), part }
}

function refundIn(thing: LosslessObject, message: Message): Reading {
  const externalId = idIn(at(thing, 'order_id'))
  if (isTestNotification(message)) return TEST_NOTIFICATION
  if (externalId === null) return unclear('it does not say which order was refunded', null)
  const currency = currencyOfRefund(thing)
  const flags = new Set<CanonicalFlag>()
  const refund = currency === null ? undefined : refundOf(thing, amountsIn(currency, flags), null)
  if (!refund || !isInShopCurrency(thing, currency)) {
    return { type: 'fetch', externalId, why: 'the refund does not say its amounts' }
  }
  return { type: 'part', externalId, at: refund.at, part: { type: 'refund', refund } }
}

/**
 * Whether the refund can be applied by itself. One in the buyer's currency needs the amounts of the
 * order.
 */
function isInShopCurrency(refund: LosslessObject, currency: string | null): boolean {
  const transactions = at(refund, 'transactions')
  if (!Array.isArray(transactions)) return false
  return transactions.every((one) => (textOf(at(one, 'currency')) ?? currency) === currency)
}

/**
 * A parcel. It does not say whether it is the last one; the webhook of the order that follows does.
 */
function shipmentIn(thing: LosslessObject, message: Message): Reading {
  const externalId = idIn(at(thing, 'order_id'))
  if (isTestNotification(message)) return TEST_NOTIFICATION
  if (externalId === null) return unclear('it does not say what was sent', null)
  const shipment = shipmentOf(thing)
  if (!shipment || !isSent(thing)) {
    return { type: 'fetch', externalId, why: 'a parcel was cancelled or has not left' }
  }
  const part = { type: 'shipment', shipment, fulfillmentStatus: 'partially_fulfilled' } as const
  return { type: 'part', externalId, at: instantOf(at(thing, 'updated_at')) ?? shipment.at, part }
}

/**
 * A change of stock. `available: null` means that the shop does not count the item, and not that
 * there is none.
 */
function stockIn(thing: LosslessObject): Reading {
  const inventoryItemId = idOf(at(thing, 'inventory_item_id'))
  const locationId = idOf(at(thing, 'location_id'))
  if (inventoryItemId === null || locationId === null) {
    return unclear('it does not say of which item the stock changed', null)
  }
  const available = textOf(at(thing, 'available'))
  const listing = { ...{ productId: null, variantId: null, sku: null } }
  return {
    type: 'stock',
    listing: { ...listing, extra: { inventoryItemId, locationId } },
    quantity: available !== null && /^-?\d{1,9}$/.test(available) ? Number(available) : null,
    at: instantOf(at(thing, 'updated_at')),
  }
}

function erasureIn(thing: LosslessObject): Reading {
  const externalId = idOf(at(thing, 'customer', 'id'))
  const email = textOf(at(thing, 'customer', 'email'))
  const orders = at(thing, 'orders_to_redact')
  const orderIds = Array.isArray(orders) ? orders.flatMap((id) => idIn(id) ?? []) : []
  if (externalId === null && email === null && orderIds.length === 0) {
    return { type: 'asks_person', what: 'Shopify asks to erase a customer and does not say whom.' }
  }
  return { type: 'erase_customer', externalId, email, orderIds: orderIds.slice(0, ORDERS_MAX) }
}

const ORDERS_MAX = 1_000

const DATA_REQUEST =
  'A customer asks what is known of them. Their address stands in the original: find them under ' +
  'Customers, export what is there for the owner of the shop within 30 days, then discard this.'
const SHOP_REDACT =
  'The app was removed from the shop two days ago, and Shopify asks to erase all its customers. ' +
  'Erase those who only bought there under Customers, then discard this.'

const isTestNotification = (message: Message): boolean => shopifyHeader(message, 'test') === 'true'

const TEST_NOTIFICATION: Reading = {
  type: 'ignored',
  why: 'it is a test notification about an order that does not exist',
}

const unclear = (why: string, externalId: string | null): Reading => ({
  ...{ type: 'unclear', why, externalId },
})
