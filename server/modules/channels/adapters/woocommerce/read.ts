import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import type { Message, Reading } from '../../adapter.ts'
import { at, isObject, isTrue, jsonOf, objectsOf } from '../shape/json.ts'
import { readEach } from '../shape/several.ts'
import { idOf, skuOf, textOf } from '../shape/text.ts'
import { instantOf } from '../shape/time.ts'
import { inWordsOfToday } from './legacy.ts'
import { metaOf } from './lines.ts'
import { entriesOf } from './php.ts'
import { isPing } from './signature.ts'
import { countedAs, isDraft } from './status.ts'
import { toOrder } from './to-order.ts'

/**
 * Reads a webhook, an answer of the interface, or what a fetch has put together: `{order,
 * refunds}`.
 */
export function read(message: Message): Reading[] {
  const topic = (message.headers['x-wc-webhook-topic'] ?? '').toLowerCase()
  if (isPing(message)) return [ignored('WooCommerce tries the address; it sends nothing with it.')]
  const resource = topic.split('.')[0]
  if (!['', 'order', 'product'].includes(resource ?? '')) {
    return [ignored(`Messages of the topic ${topic} are not for an order hub.`)]
  }
  const body = jsonOf(message.body)
  if (resource === 'product') return [readProduct(topic, body)]
  const how = { topic, settings: message.settings }
  return readEach(body, (entry) => readOrder(how, entry))
}

type How = { topic: string; settings: Message['settings'] }

function readOrder({ topic, settings }: How, body: Lossless | undefined): Reading[] {
  if (!isObject(body)) return [unclear('This is no order in JSON.', null)]
  const details = body['refunds']
  if (isObject(body['order'])) {
    return readFull(body['order'], { refundDetails: entriesOf(details), isWhole: true, settings })
  }
  const externalId = idOf(body['id'])
  if (topic === 'order.deleted' && externalId !== null) return [binned(externalId, null)]
  if (externalId === null) return [unclear(whyNoOrder(body), null)]
  if (isRefund(body)) return [readRefund(body)]
  if (body['billing_period'] !== undefined) return [ignored(SUBSCRIPTION)]
  if (body['status'] === undefined) {
    return [{ type: 'fetch', externalId, why: 'The message names the order and says no more.' }]
  }
  const readings = readFull(body, { refundDetails: [], isWhole: false, settings })
  const isOut = topic === 'order.restored' && readings[0]?.type === 'order'
  return isOut ? [...readings, unbinned(externalId)] : readings
}

const SUBSCRIPTION = 'A subscription is no order: each of its orders comes by itself.'

/**
 * Reads a whole order. A webhook says how much was refunded and not for which lines; then the order
 * is fetched with its refunds, so that one version of it always reads the same.
 */
function readFull(
  given: LosslessObject,
  how: { refundDetails: LosslessObject[]; isWhole: boolean; settings: Message['settings'] },
): Reading[] {
  const { refundDetails, isWhole, settings } = how
  const body = inWordsOfToday(given)
  const externalId = idOf(body['id'])
  if (externalId === null) return [unclear('The order has no id.', null)]
  if (isOfOneVendor(body)) return [ignored('The share of one vendor in an order that comes too.')]
  const slug = countedAs(body['status'], settings)
  if (slug === 'trash') {
    // This answers our own question, and another fetch would lead to the same answer without end.
    if (isWhole) return [ignored('The order lies in the bin of the shop.')]
    return [binned(externalId, instantOf(body['date_modified_gmt']))]
  }
  const order = toOrder(body, { refundDetails, slug })
  if (!order && isDraft(slug)) return [ignored('A draft that nobody has saved yet.')]
  if (!order) return [unclear('The order says neither when it was made nor changed.', externalId)]
  if (isWhole || order.refunds.length === 0) return [{ type: 'order', order }]
  const why = 'The message says what was refunded, and not for which lines.'
  return [
    { type: 'order', order },
    { type: 'fetch', externalId, why },
  ]
}

/** Dokan, MultiVendorX under each of its names, and YITH Multi Vendor. */
const FOR_VENDORS = new Set([
  ...['dokan', 'wcmp_vendor_order', 'mvx_vendor_order', 'multivendorx_store_order'],
  'yith_wcmv_vendor_suborder',
])

/**
 * Marketplaces make an order for each vendor beside the one of the buyer, with the same goods and
 * the same money. An order of Dokan for one vendor alone has no other above it.
 */
const isOfOneVendor = (body: LosslessObject): boolean =>
  idOf(body['parent_id']) !== null &&
  (FOR_VENDORS.has(textOf(body['created_via']) ?? '') ||
    metaOf(body, '_dokan_vendor_id') !== undefined)

/** An order in the bin may be restored or deleted, so a person must say whether it is cancelled. */
const binned = (externalId: string, moment: string | null): Reading => ({
  type: 'part',
  externalId,
  at: moment,
  part: { type: 'cancel_requested', reason: 'The order was moved to the bin in WooCommerce.' },
})

/**
 * An order left the bin. Both messages are sent some time later, and that of the bin says no time:
 * it may seem younger than the order, which has not changed since.
 */
const unbinned = (externalId: string): Reading => ({
  ...{ type: 'part', externalId, at: null, part: { type: 'cancel_withdrawn' } },
})

/** Whether it is a refund, which has an id of its own and is no order. */
const isRefund = (body: LosslessObject): boolean =>
  body['status'] === undefined && body['refunded_by'] !== undefined

function readRefund(body: LosslessObject): Reading {
  const up = textOf(at(objectsOf(at(body, '_links', 'up'))[0], 'href'))
  const externalId = idOf(body['parent_id']) ?? /\/orders\/(\d+)\/?$/.exec(up ?? '')?.[1] ?? null
  if (externalId === null) return unclear('This is a refund, and it names no order.', null)
  return { type: 'fetch', externalId, why: 'The message is a refund of the order.' }
}

/**
 * Says why it is no order. A webhook is made with the rights of its owner; without them it holds an
 * error.
 */
function whyNoOrder(body: LosslessObject): string {
  const code = textOf(body['code'], 100)
  if (code === null) return 'The order has no id.'
  const advice = 'Give the owner of the webhook the right to see orders, or save it anew.'
  return `WooCommerce sent the error ${code} in place of an order. ${advice}`
}

function readProduct(topic: string, body: Lossless | undefined): Reading {
  const id = idOf(at(body, 'id'))
  if (id === null) return unclear('This is no product in JSON.', null)
  if (topic === 'product.deleted') return ignored('A product was deleted.')
  if (at(body, 'type') === 'variable') return ignored('The stock is that of its variations.')
  const parentId = idOf(at(body, 'parent_id'))
  const quantity = textOf(at(body, 'stock_quantity'))
  return {
    type: 'stock',
    listing: {
      productId: parentId ?? id,
      variantId: parentId === null ? null : id,
      sku: skuOf(at(body, 'sku')),
    },
    quantity: isTrue(at(body, 'manage_stock')) ? wholeOf(quantity) : null,
    at: instantOf(at(body, 'date_modified_gmt')),
  }
}

function wholeOf(text: string | null): number | null {
  const number = Math.trunc(Number(text ?? ''))
  return text !== null && Number.isSafeInteger(number) ? number : null
}

const ignored = (why: string): Reading => ({ type: 'ignored', why })
const unclear = (why: string, externalId: string | null): Reading => {
  return { type: 'unclear', why, externalId }
}
