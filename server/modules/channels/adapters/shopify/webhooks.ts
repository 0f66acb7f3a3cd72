import { ChannelFailure } from '../../adapter.ts'
import type { PlatformReply } from '../call-platform.ts'
import { at, jsonOf, objectOf, objectsOf } from '../shape/json.ts'
import { textsOf } from '../shape/text.ts'
import { type Api, jsonIn } from './api.ts'

/** The topics of privacy are not among them, because they are set up with the app. */
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
 * Registers the topics that are missing. Shopify removes a subscription without a word after eight
 * deliveries that failed.
 */
export async function ensureWebhooks(api: Api, address: string): Promise<{ done: string[] }> {
  const answer = jsonIn(await api.get('webhooks.json?limit=250'))
  const ours = objectsOf(at(answer, 'webhooks')).filter((one) => at(one, 'address') === address)
  const there = new Set(ours.map((one) => at(one, 'topic')))
  const done: string[] = []
  for (const topic of TOPICS) {
    if (there.has(topic)) continue
    const reply = await api.post(
      'webhooks.json',
      { webhook: { topic, address, format: 'json' } },
      [422],
    )
    if (isNew(reply)) done.push(`registered ${topic}`)
  }
  return { done }
}

/** Whether the subscription is new; not if somebody has made it since the list was read. */
function isNew({ status, body }: PlatformReply): boolean {
  if (status !== 422) return true
  const errors = objectOf(at(jsonOf(body), 'errors'))
  const faults = Object.entries(errors).map(([field, words]) => {
    return `${field} ${textsOf(Array.isArray(words) ? words : [words]).join(', ')}`
  })
  if (faults.some((fault) => fault.includes('already been taken'))) return false
  const words = faults.join('; ') || textsOf([at(jsonOf(body), 'errors')])[0]
  throw new ChannelFailure('rejected', `Shopify refused the webhook: ${words ?? 'without words'}`)
}
