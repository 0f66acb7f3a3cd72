import type { LosslessObject } from '#platform/lossless-json.ts'
import { objectsOf } from '../shape/json.ts'
import { idOf, textOf } from '../shape/text.ts'
import { accepted, type Api } from './api.ts'

const TOPICS = [
  'order.created',
  'order.updated',
  'order.deleted',
  'order.restored',
  'product.updated',
]

/**
 * WooCommerce never tries again, and after five failures in a row it disables a webhook for good
 * and in silence: so what is there is looked at, and switched on again.
 */
export async function ensureWebhooks(
  api: Api,
  address: string,
  secret: string | undefined,
): Promise<{ done: string[] }> {
  const answer = accepted(await api.get('webhooks', { per_page: '100', status: 'all' }))
  const mine = objectsOf(answer.json).filter((hook) => textOf(hook['delivery_url']) === address)
  const done: string[] = []
  for (const topic of TOPICS) {
    const known = mine.find((hook) => textOf(hook['topic']) === topic)
    const work = await ensureOne(api, topic, address, secret, known)
    if (work) done.push(work)
  }
  return { done }
}

async function ensureOne(
  api: Api,
  topic: string,
  address: string,
  secret: string | undefined,
  known: LosslessObject | undefined,
): Promise<string | undefined> {
  const common = { status: 'active', ...(secret && { secret }) }
  if (!known) {
    const hook = { name: `Penstock ${topic}`, topic, delivery_url: address, ...common }
    accepted(await api.send('POST', 'webhooks', hook))
    return `Made the webhook for ${topic}.`
  }
  const status = textOf(known['status'])
  if (status === 'active') return undefined
  accepted(await api.send('PUT', `webhooks/${idOf(known['id'])}`, common))
  return `Switched on the webhook for ${topic}, which was ${status ?? 'off'}.`
}
