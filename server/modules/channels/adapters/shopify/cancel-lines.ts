import type { OutgoingRefund, PushResult } from '../../adapter.ts'
import { findOurs, refundWords } from '../refund-words.ts'
import { at, objectsOf } from '../shape/json.ts'
import { type Api, jsonIn } from './api.ts'
import { createRefund } from './give-back.ts'
import { ownId } from './ids.ts'

/**
 * Takes pieces out of an order by a refund without money, which Shopify shows as removed. What was
 * paid for them stays until somebody gives it back. Stock is pushed as a number, so nothing is
 * restocked here: a restock after that push would count the pieces twice.
 */
export async function cancelLines(
  api: Api,
  cancellation: OutgoingRefund,
  key: string,
): Promise<PushResult> {
  const { externalId } = cancellation
  const reply = await api.get(`orders/${externalId}/refunds.json?limit=250`, [404])
  if (reply.status === 404) return { type: 'refused', why: 'Shopify does not know this order' }
  const ours = findOurs(objectsOf(at(jsonIn(reply), 'refunds')), 'note', cancellation)
  if (ours) return { type: 'done', reference: ownId(ours) }
  return createRefund(api, { ...cancellation, note: refundWords(cancellation) }, [], key)
}
