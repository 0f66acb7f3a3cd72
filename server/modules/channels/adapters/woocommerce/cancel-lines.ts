import type { LosslessObject } from '#platform/lossless-json.ts'
import { decimalOf } from '#platform/money.ts'
import type { OutgoingRefund, PushResult } from '../../adapter.ts'
import { findOurs, refundWords } from '../refund-words.ts'
import { objectOf } from '../shape/json.ts'
import { idOf, textOf } from '../shape/text.ts'
import { accepted, type Api } from './api.ts'
import { lineOf, listRefunds } from './give-back.ts'
import { done, findOrder, GONE, pathOf, refused } from './pushes.ts'
import { countedAs } from './status.ts'
import { toOrder } from './to-order.ts'

/**
 * Takes pieces out of an order that nobody has paid. WooCommerce knows only refunds for that, which
 * make such an order cheaper and move no money. Of one that is paid it would note money as given
 * back that was not.
 */
export async function cancelLines(
  api: Api,
  cancellation: OutgoingRefund,
  settings: Readonly<Record<string, unknown>>,
): Promise<PushResult> {
  const { externalId, amountMinor, currency } = cancellation
  const order = await findOrder(api, externalId)
  if (!order) return GONE
  const ours = findOurs(await listRefunds(api, externalId), 'reason', cancellation)
  if (ours) return done(idOf(ours['id']))
  if (!isUnpaid(order, settings)) return refused(PAID)
  const answer = await api.send('POST', `${pathOf(externalId)}/refunds`, {
    amount: decimalOf(amountMinor, currency),
    reason: refundWords(cancellation),
    // Stock is pushed as a number, so restocking there would count the pieces twice.
    ...{ api_refund: false, api_restock: false },
    line_items: cancellation.lines.map((line) => lineOf(order, line)),
  })
  return done(idOf(objectOf(accepted(answer).json)['id']))
}

const PAID =
  'The order is paid, and WooCommerce takes single pieces out of such an order only with their ' +
  'money. Give the money back, naming the pieces, or note it there by hand.'

const UNPAID = new Set(['pending', 'cod_pending'])

function isUnpaid(order: LosslessObject, settings: Readonly<Record<string, unknown>>): boolean {
  const slug = countedAs(textOf(order['status']) ?? '', settings)
  return UNPAID.has(toOrder(order, { refundDetails: [], slug })?.paymentStatus ?? '')
}
