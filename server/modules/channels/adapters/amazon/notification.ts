import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import type { Reading } from '../../adapter.ts'
import { at, isObject, isTrue, jsonOf, objectOf, objectsOf } from '../shape/json.ts'
import { idOf, textOf } from '../shape/text.ts'
import { instantOf } from '../shape/time.ts'

/**
 * The notifications in a message, which may be wrapped by a queue, by EventBridge or by SNS, or be
 * a list as a function gets it, or one entry of such a list. Empty for anything else.
 */
export const notificationsIn = (json: Lossless): LosslessObject[] =>
  packagesIn(json).map(opened).filter(isNotification)

function packagesIn(json: Lossless): (Lossless | undefined)[] {
  const many = objectsOf(at(json, 'Records') ?? at(json, 'Messages'))
  if (many.length === 0) return [json]
  return many.map((one) => one['body'] ?? one['Body'] ?? one['Sns'])
}

/** Of EventBridge, of a topic, of the queue, and of the queue as a function gets it. */
const ENVELOPES = ['detail', 'Message', 'Body', 'body']

/** Opens at most three envelopes: a topic in a queue in a bus. */
function opened(sent: Lossless | undefined): LosslessObject {
  let found = sent
  for (let envelopes = 0; envelopes < 3; envelopes++) {
    if (typeof found === 'string') found = jsonOf(found)
    const inner = ENVELOPES.map((name) => at(found, name)).find((value) => value !== undefined)
    if (isObject(inner) || typeof inner === 'string') found = inner
  }
  return objectOf(typeof found === 'string' ? jsonOf(found) : found)
}

const isNotification = (one: LosslessObject): boolean => textOf(typeOf(one)) !== null

const typeOf = (notification: LosslessObject) => anyCase(notification, 'NotificationType')

/** A member by its name with a capital, or with a small letter as in newer notifications. */
const anyCase = (object: Lossless | undefined, name: string): Lossless | undefined =>
  at(object, name) ?? at(object, name.charAt(0).toLowerCase() + name.slice(1))

/** The first one took the place of the others, which subscriptions of their time still send. */
const ABOUT_ORDERS = new Map([
  ['ORDER_CHANGE', 'OrderChangeNotification'],
  ['ORDER_STATUS_CHANGE', 'OrderStatusChangeNotification'],
  ['MFN_ORDER_STATUS_CHANGE', 'MFNOrderStatusChangeNotification'],
])

function changeIn(notification: LosslessObject): LosslessObject {
  const name = ABOUT_ORDERS.get(textOf(typeOf(notification)) ?? '') ?? ''
  return objectOf(anyCase(anyCase(notification, 'Payload'), name))
}

export function sellerIn(json: Lossless): string | null {
  const [first] = notificationsIn(json)
  return first ? textOf(anyCase(changeIn(first), 'SellerId')) : null
}

/** The id of a notification; null for several at once, which have no common one. */
export function notificationIdIn(json: Lossless): string | null {
  const [only, ...others] = notificationsIn(json)
  if (!only || others.length > 0) return null
  return textOf(anyCase(anyCase(only, 'NotificationMetadata'), 'NotificationId'))
}

/**
 * Reads a notification. It names an order, which is then fetched; only the wish of a buyer to
 * cancel is taken from it at once.
 */
export function readNotification(notification: LosslessObject): Reading[] {
  const type = textOf(typeOf(notification)) ?? ''
  if (!ABOUT_ORDERS.has(type)) return [{ type: 'ignored', why: `a notification of ${type}` }]
  const change = changeIn(notification)
  const externalId = idOf(anyCase(change, 'AmazonOrderId'))
  if (externalId === null) {
    const why = 'the notification has no AmazonOrderId'
    return [{ type: 'unclear', why, externalId: null }]
  }
  const trigger = anyCase(change, 'OrderChangeTrigger')
  const reason = textOf(anyCase(trigger, 'ChangeReason'))
  const fetch = { type: 'fetch', externalId, why: reason ?? 'the order was changed' } as const
  if (!isCancelAsked(change, reason)) return [fetch]
  const askedAt = instantOf(anyCase(trigger, 'TimeOfOrderChange'))
  return [
    { type: 'part', externalId, at: askedAt, part: { type: 'cancel_requested', reason } },
    fetch,
  ]
}

function isCancelAsked(change: LosslessObject, reason: string | null): boolean {
  if (anyCase(change, 'OrderChangeType') !== 'BuyerRequestedChange') return false
  const items = objectsOf(anyCase(anyCase(change, 'Summary'), 'OrderItems'))
  const asks = items.some((item) => isTrue(anyCase(item, 'IsBuyerRequestedCancel')))
  return asks || /cancel/i.test(reason ?? '')
}
