import type { Lossless, LosslessObject } from '#platform/lossless-json.ts'
import { decimalOf, minorOf } from '#platform/money.ts'
import type { OutgoingRefund, PushResult } from '../../adapter.ts'
import { at, isTrue, listOf, objectsOf } from '../shape/json.ts'
import { numberOf } from '../shape/raw-json.ts'
import { idOf, textOf } from '../shape/text.ts'
import { accepted, type Api, isMissing } from './api.ts'
import { findOurs, refundWords } from '../refund-words.ts'
import { GONE } from './pushes.ts'

/**
 * Asks for a quote, then makes the refund by the first way that the quote offers. The money moves
 * later. There is no key against repeats, so a refund with our mark is looked for first.
 */
export async function refundOrder(api: Api, refund: OutgoingRefund): Promise<PushResult> {
  const path = `v3/orders/${encodeURIComponent(refund.externalId)}/payment_actions`
  const before = await api.get(`${path}/refunds`)
  if (isMissing(before)) return GONE
  const made = objectsOf(at(accepted(before).json, 'data')).filter((one) => !declinedIn(one))
  const ours = findOurs(made, 'reason', refund)
  if (ours) return submitted(refund.externalId, ours['id'])
  const { items, quote } = await quoted(api, path, refund)
  const payments = paymentsOf(quote, refund)
  if (!payments) {
    const amount = decimalOf(refund.amountMinor, refund.currency)
    return { type: 'refused', why: `BigCommerce offers no way to give back ${amount}.` }
  }
  const reason = refundWords(refund)
  const answer = accepted(await api.send('POST', `${path}/refunds`, { items, payments, reason }))
  return submitted(refund.externalId, at(answer.json, 'data', 'id'))
}

const submitted = (orderId: string, refundId: Lossless | undefined): PushResult => ({
  type: 'submitted',
  reference: `${orderId}/${idOf(refundId) ?? ''}`,
})

/** Says whether the money of a refund has moved, which its provider may still decline. */
export async function checkRefund(api: Api, reference: string): Promise<PushResult> {
  const [orderId = '', refundId = ''] = reference.split('/')
  const path = `v3/orders/${encodeURIComponent(orderId)}/payment_actions/refunds`
  const answer = await api.get(path)
  if (isMissing(answer)) return GONE
  const refund = objectsOf(at(accepted(answer).json, 'data')).find((entry) => {
    return idOf(entry['id']) === refundId
  })
  if (!refund) return { type: 'again', why: 'The refund is not listed yet.', afterS: null }
  const declined = declinedIn(refund)
  if (!declined) return { type: 'done', reference }
  const why = textOf(declined['declined_message']) ?? 'no reason given'
  return { type: 'refused', why: `The payment provider declined the refund: ${why}.` }
}

/** The declined payment of a refund, which has moved no money. */
const declinedIn = (refund: LosslessObject): LosslessObject | undefined =>
  objectsOf(refund['payments']).find((payment) => isTrue(payment['is_declined']))

type Quoted = { items: unknown[]; quote: Lossless | undefined }

/**
 * Asks for a quote by line, where the lines come to our amount, and else for the amount on the
 * whole order.
 */
async function quoted(api: Api, path: string, refund: OutgoingRefund): Promise<Quoted> {
  const byLine = refund.lines.map(({ externalLineId, quantity }) => ({
    item_type: 'PRODUCT',
    item_id: numberOf(externalLineId),
    quantity,
  }))
  if (byLine.length > 0) {
    const quote = await quoteOf(api, path, byLine)
    const total = minorOf(textOf(at(quote, 'total_refund_amount')) ?? '', refund.currency)
    if (total?.minor === refund.amountMinor) return { items: byLine, quote }
  }
  const orderId = numberOf(refund.externalId)
  const whole = [{ item_type: 'ORDER', item_id: orderId, amount: jsonAmountOf(refund) }]
  return { items: whole, quote: await quoteOf(api, path, whole) }
}

async function quoteOf(api: Api, path: string, items: unknown[]): Promise<Lossless | undefined> {
  // A quote changes nothing, so it may be repeated.
  const answer = await api.send('POST', `${path}/refund_quotes`, { items }, true)
  return at(accepted(answer).json, 'data')
}

/** The first way of the quote whose payments come to the amount. */
function paymentsOf(quote: Lossless | undefined, refund: OutgoingRefund): unknown[] | undefined {
  const ways = listOf(at(quote, 'refund_methods')).map(objectsOf)
  const amountOf = (payment: LosslessObject) =>
    minorOf(textOf(payment['amount']) ?? '', refund.currency)?.minor ?? 0
  const way = ways.find((payments) => {
    return payments.reduce((sum, payment) => sum + amountOf(payment), 0) === refund.amountMinor
  })
  return way?.map((payment) => ({
    provider_id: textOf(payment['provider_id']),
    amount: jsonAmountOf({ ...refund, amountMinor: amountOf(payment) }),
    offline: isTrue(payment['offline']),
  }))
}

/** The amount as a JSON number, as BigCommerce demands; no digit of an amount is lost by that. */
const jsonAmountOf = ({ amountMinor, currency }: OutgoingRefund): number =>
  Number(decimalOf(amountMinor, currency))
