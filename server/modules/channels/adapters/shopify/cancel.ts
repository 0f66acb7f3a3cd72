import type { PushResult } from '../../adapter.ts'
import { at } from '../shape/json.ts'
import { textOf } from '../shape/text.ts'
import { type Api, jsonIn, userErrorsOf, wordsOfErrors } from './api.ts'
import { gid } from './ids.ts'

/**
 * Asks Shopify to cancel the order, which it does some time later. It must neither give money back
 * nor restock: refunds are pushed on their own and stock as a number, so both would happen twice.
 */
export async function cancelOrder(
  api: Api,
  externalId: string,
  reason: string,
): Promise<PushResult> {
  const reply = await api.get(`orders/${externalId}.json?fields=id,cancelled_at`, [404])
  if (reply.status === 404) return { type: 'refused', why: 'Shopify does not know this order' }
  if (textOf(at(jsonIn(reply), 'order', 'cancelled_at')) !== null) {
    return { type: 'done', reference: null }
  }
  const orderId = gid('Order', externalId)
  const data = await api.graphql(CANCEL, { orderId, reason: wordOf(reason), note: reason }, false)
  const payload = at(data, 'orderCancel')
  const errors = [...userErrorsOf(payload, 'orderCancelUserErrors'), ...userErrorsOf(payload)]
  if (errors.length > 0) {
    return { type: 'refused', why: `Shopify refused to cancel: ${wordsOfErrors(errors)}` }
  }
  return { type: 'submitted', reference: textOf(at(payload, 'job', 'id')) }
}

const CANCEL = `mutation($orderId: ID!, $reason: OrderCancelReason!, $note: String) {
  orderCancel(
    orderId: $orderId, reason: $reason, staffNote: $note,
    refund: false, restock: false, notifyCustomer: false
  ) {
    job { id done }
    orderCancelUserErrors { code field message }
  }
}`

const WORDS: [RegExp, string][] = [
  [/fraud/i, 'FRAUD'],
  [/stock|inventory/i, 'INVENTORY'],
  [/declin|payment/i, 'DECLINED'],
  [/customer|buyer/i, 'CUSTOMER'],
]

const wordOf = (reason: string): string =>
  WORDS.find(([pattern]) => pattern.test(reason))?.[1] ?? 'OTHER'
