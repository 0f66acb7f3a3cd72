import type { LosslessObject } from '#platform/lossless-json.ts'
import { decimalOf } from '#platform/money.ts'
import type { OutgoingRefund, PushResult } from '../../adapter.ts'
import { findOurs, refundWords } from '../refund-words.ts'
import { isTrue, objectOf, objectsOf } from '../shape/json.ts'
import { numberOf } from '../shape/raw-json.ts'
import { idOf, textOf } from '../shape/text.ts'
import { accepted, type Api } from './api.ts'
import { entriesOf } from './php.ts'
import { done, findOrder, GONE, pathOf, PER_PAGE, refused } from './pushes.ts'

/**
 * Ways of payment that no provider can reverse: the shop only records the refund, and people pay
 * it.
 */
const BY_HAND: ReadonlySet<string | null> = new Set([null, 'cod', 'bacs', 'cheque'])

/**
 * Has the shop give money back through the provider that took it. Stock is pushed as a number, so
 * `api_restock` is off. WooCommerce knows no key against repeats, so a refund with our mark is
 * looked for first.
 */
export async function refundOrder(api: Api, refund: OutgoingRefund): Promise<PushResult> {
  const order = await findOrder(api, refund.externalId)
  if (!order) return GONE
  const ours = findOurs(await listRefunds(api, refund.externalId), 'reason', refund)
  const isByHand = BY_HAND.has(textOf(order['payment_method']))
  if (ours) return isByHand ? done(idOf(ours['id'])) : standingOf(refund.externalId, ours)
  const answer = await api.send('POST', `${pathOf(refund.externalId)}/refunds`, {
    amount: decimalOf(refund.amountMinor, refund.currency),
    reason: refundWords(refund),
    api_refund: !isByHand,
    api_restock: false,
    line_items: refund.lines.map((line) => lineOf(order, line)),
  })
  return done(idOf(objectOf(accepted(answer).json)['id']))
}

/**
 * Says whether a refund has come about: its record is made before the money moves, and is removed
 * where the provider refuses.
 */
export async function checkRefund(api: Api, reference: string): Promise<PushResult> {
  const [orderId = '', refundId = ''] = reference.split('/')
  const refunds = await listRefunds(api, orderId)
  const refund = refunds.find((one) => idOf(one['id']) === refundId)
  if (refund) return standingOf(orderId, refund)
  return refused('The shop has taken the refund back, because its payment provider did not pay.')
}

export async function listRefunds(api: Api, externalId: string): Promise<LosslessObject[]> {
  const answer = await api.get(`${pathOf(externalId)}/refunds`, { per_page: PER_PAGE })
  return objectsOf(accepted(answer).json)
}

const standingOf = (orderId: string, refund: LosslessObject): PushResult =>
  isTrue(refund['refunded_payment'])
    ? done(idOf(refund['id']))
    : { type: 'submitted', reference: `${orderId}/${idOf(refund['id']) ?? ''}` }

/**
 * The part of the line's total for so many pieces. What counts is the amount of the whole refund.
 */
export function lineOf(order: LosslessObject, line: OutgoingRefund['lines'][number]) {
  const items = entriesOf(order['line_items'])
  const item = items.find((candidate) => idOf(candidate['id']) === line.externalLineId)
  const share = Math.min(1, line.quantity / (Number(textOf(item?.['quantity'])) || line.quantity))
  const total = Number(textOf(item?.['total']) ?? '0') * share
  return {
    id: numberOf(line.externalLineId),
    quantity: line.quantity,
    refund_total: Number(total.toFixed(4)),
  }
}
