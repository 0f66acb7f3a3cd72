import { createHmac } from 'node:crypto'
import type { LosslessObject } from '#platform/lossless-json.ts'
import { ChannelFailure } from '../../adapter.ts'
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
 * Registers the webhooks that are missing and enables those that were disabled. WooCommerce never
 * tries a delivery again, and after five failures in a row it disables the webhook without a word.
 */
export async function ensureWebhooks(
  api: Api,
  address: string,
  secret: string | undefined,
): Promise<{ done: string[] }> {
  // Without a secret WooCommerce makes one up and shows it to nobody.
  if (!secret) throw new ChannelFailure('rejected', 'Give the store a webhook secret first.')
  const answer = accepted(await api.get('webhooks', { per_page: '100', status: 'all' }))
  const mine = objectsOf(answer.json).filter((hook) => textOf(hook['delivery_url']) === address)
  const done: string[] = []
  for (const topic of TOPICS) {
    const known = mine.find((hook) => textOf(hook['topic']) === topic)
    const wanted = {
      name: nameOf(topic, secret),
      ...{ topic, delivery_url: address, status: 'active', secret },
    }
    const work = await ensureOne(api, wanted, known)
    if (work) done.push(work)
  }
  return { done }
}

/**
 * The name of a webhook says which secret it was given, since WooCommerce never shows a secret
 * again.
 */
function nameOf(topic: string, secret: string): string {
  const print = createHmac('sha256', secret).update('name of our webhooks').digest('hex')
  return `Penstock ${topic} (key ${print.slice(0, 6)})`
}

type Wanted = { name: string; topic: string; delivery_url: string; status: string; secret: string }

async function ensureOne(
  api: Api,
  wanted: Wanted,
  known: LosslessObject | undefined,
): Promise<string | undefined> {
  const { topic, name } = wanted
  if (!known) {
    accepted(await api.send('POST', 'webhooks', wanted))
    return `Made the webhook for ${topic}.`
  }
  const status = textOf(known['status'])
  const isActive = status === 'active'
  if (isActive && textOf(known['name']) === name) return undefined
  accepted(await api.send('PUT', `webhooks/${idOf(known['id'])}`, wanted))
  return isActive
    ? `Gave the webhook for ${topic} the new secret.`
    : `Switched on the webhook for ${topic}, which was ${status ?? 'off'}.`
}
