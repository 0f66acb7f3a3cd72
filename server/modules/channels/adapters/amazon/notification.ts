import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import type { Reading } from '../../adapter.ts'
import { at, isObject, isTrue, objectOf, objectsOf } from '../shape/json.ts'
import { idOf, textOf } from '../shape/text.ts'
import { instantOf } from '../shape/time.ts'

/** As SQS hands it over, or within the envelope of EventBridge. */
const bodyOf = (json: Lossless): LosslessObject => {
  const detail = at(json, 'detail')
  return isObject(detail) ? detail : objectOf(json)
}

export const isNotification = (json: Lossless): boolean => textOf(typeOf(json)) !== null

const typeOf = (json: Lossless) => anyCase(bodyOf(json), 'NotificationType')

/** Newer notifications of Amazon begin their names with a small letter. */
const anyCase = (object: Lossless | undefined, name: string): Lossless | undefined =>
  at(object, name) ?? at(object, name[0]!.toLowerCase() + name.slice(1))

const changeIn = (json: Lossless): LosslessObject =>
  objectOf(anyCase(anyCase(bodyOf(json), 'Payload'), 'OrderChangeNotification'))

export const sellerIn = (json: Lossless): string | null =>
  textOf(anyCase(changeIn(json), 'SellerId'))

export const notificationIdIn = (json: Lossless): string | null =>
  textOf(anyCase(anyCase(bodyOf(json), 'NotificationMetadata'), 'NotificationId'))

/** It says too little to be an order; that a buyer wants to cancel is taken at once. */
export function readNotification(json: Lossless): Reading[] {
  const type = textOf(typeOf(json)) ?? ''
  if (type !== 'ORDER_CHANGE') return [{ type: 'ignored', why: `a notification of ${type}` }]
  const change = changeIn(json)
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
