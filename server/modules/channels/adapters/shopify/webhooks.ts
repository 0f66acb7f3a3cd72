import { at, objectsOf } from '../shape/json.ts'
import { type Api, jsonIn } from './api.ts'

/** Those of privacy are set with the app and cannot be asked for here. */
const TOPICS = [
  'orders/create',
  'orders/updated',
  'orders/paid',
  'orders/cancelled',
  'orders/fulfilled',
  'orders/partially_fulfilled',
  'orders/edited',
  'orders/delete',
  'refunds/create',
  'fulfillments/create',
  'fulfillments/update',
  'inventory_levels/update',
  'app/uninstalled',
]

/**
 * Makes what is missing: Shopify removes a subscription after eight deliveries that failed, without
 * a word. A double is refused by Shopify itself.
 */
export async function ensureWebhooks(api: Api, address: string): Promise<{ done: string[] }> {
  const answer = jsonIn(await api.get('webhooks.json?limit=250'))
  const ours = objectsOf(at(answer, 'webhooks')).filter((one) => at(one, 'address') === address)
  const there = new Set(ours.map((one) => at(one, 'topic')))
  const done: string[] = []
  for (const topic of TOPICS) {
    if (there.has(topic)) continue
    await api.post('webhooks.json', { webhook: { topic, address, format: 'json' } }, [422])
    done.push(`registered ${topic}`)
  }
  return { done }
}
