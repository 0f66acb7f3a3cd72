import { createHash, createHmac } from 'node:crypto'
import type { Delivery, WebhookRules } from '../frame/webhooks.ts'
import type { Frame } from '../frame/frame.ts'
import { phpCompact, type Wire } from '../frame/wire.ts'
import { itemPayload, orderPayload } from './payload.ts'
import type { Shop, WooEvent } from './shop.ts'

export type Announce = (topic: string, event: WooEvent) => void

const TIME_LIMIT_MS = 60_000
const FAILURES_MAX = 5

/** Never a second try, and after more than five failures in a row never a first one. */
export const rulesOf = (
  shop: () => Shop,
  { clock, ledger }: Pick<Frame<WooEvent>, 'clock' | 'ledger'>,
): WebhookRules<WooEvent> => ({
  compose: (delivery, secret) => composed(shop(), delivery, secret, +clock.now()),
  timeLimitMs: TIME_LIMIT_MS,
  repeatAfterMs: [],
  isTaken: (status) => status >= 200 && status <= 302,
  onOutcome(hook) {
    if (hook.failures <= FAILURES_MAX || !hook.isActive) return
    hook.isActive = false
    ledger.record('webhook.disabled', { hook: hook.id, topic: hook.topic })
  },
})

function composed(shop: Shop, delivery: Delivery<WooEvent>, secret: string, nowMs: number) {
  const { hook, event } = delivery
  const [resource = '', kind = ''] = event.topic.split('.')
  const body = phpCompact(bodyOf(shop, event.topic, event.data))
  // By the second: two orders of one second are delivered under one id.
  const seconds = Math.floor(nowMs / 1_000)
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'WooCommerce/10.1.0 Hookshot (WordPress/6.8)',
      'x-wc-webhook-source': `${shop.frame.url()}/`,
      'x-wc-webhook-topic': event.topic,
      'x-wc-webhook-resource': resource,
      'x-wc-webhook-event': kind,
      'x-wc-webhook-signature': createHmac('sha256', secret).update(body).digest('base64'),
      'x-wc-webhook-id': hook.id,
      'x-wc-webhook-delivery-id': createHash('md5').update(`${hook.id}${seconds}`).digest('hex'),
    },
    body,
  }
}

/** As things are now: what happened between the event and its delivery is never seen. */
function bodyOf(shop: Shop, topic: string, { resource, id }: WooEvent): Wire {
  if (topic.endsWith('.deleted')) return { id }
  if (shop.isOwnerDemoted) {
    const message = 'Sorry, you cannot view this resource.'
    return { code: 'woocommerce_rest_cannot_view', message, data: { status: 403 } }
  }
  const order = shop.orders.get(id)
  const item = shop.items.get(id)
  if (resource === 'order' && order) return orderPayload(shop, order)
  return item ? itemPayload(shop, item) : { id }
}

/**
 * Events wait for the end of the request, or for WP-Cron: those of one topic and order become one
 * delivery until then.
 */
export function createAnnouncer(shop: Shop, cronMs: number) {
  const waiting = new Map<string, { topic: string; event: WooEvent }>()
  const flush = () => {
    const events = [...waiting.values()]
    waiting.clear()
    for (const { topic, event } of events) {
      const id = shop.frame.random.uuid()
      shop.frame.webhooks.send({ id, topic, at: shop.frame.clock.now(), data: event })
    }
  }
  const announce: Announce = (topic, event) => {
    if (waiting.size === 0 && cronMs > 0) shop.frame.clock.after(cronMs, flush)
    waiting.set(`${topic} ${event.id}`, { topic, event })
  }
  return { announce, requestEnded: () => (cronMs > 0 ? undefined : flush()) }
}

/** When a webhook is saved: a form without a signature, that wants to see exactly 200. */
export async function ping(shop: Shop, hookId: string, address: string): Promise<void> {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `webhook_id=${hookId}`,
    redirect: 'manual',
    signal: AbortSignal.timeout(TIME_LIMIT_MS),
  }).then(
    (response) => response.status,
    () => 'unreachable',
  )
  shop.frame.ledger.record('webhook.pinged', { hook: hookId, answer })
}
