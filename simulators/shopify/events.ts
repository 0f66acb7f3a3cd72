import { createHmac } from 'node:crypto'
import type { Frame } from '../frame/frame.ts'
import type { WebhookRules } from '../frame/webhooks.ts'
import { rubyPretty, type Wire } from '../frame/wire.ts'
import type { Shop, Variant } from './shop.ts'
import { gid, moment } from './render.ts'

/** The body is made when it happens, so that an old delivery tells an old state. */
export type EventData = { body: string; isTest: boolean }

export const API_VERSION = '2026-07'

const MINUTE_MS = 60_000
/** Eight times within four hours. */
const REPEAT_AFTER_MS = [1, 2, 5, 10, 20, 40, 60, 102].map((minutes) => minutes * MINUTE_MS)

/** `x`: as all hooks have it. `plain`: the newer kind of delivery, without `x-`. */
export type HeaderFamily = 'x' | 'plain'

export function webhookRules(
  domain: string,
  family: HeaderFamily,
  remove: (hookId: string) => void,
): WebhookRules<EventData> {
  return {
    timeLimitMs: 5_000,
    repeatAfterMs: REPEAT_AFTER_MS,
    isTaken: (status) => status >= 200 && status <= 299,
    compose({ id, event, hook }, secret) {
      const { body, isTest } = event.data
      const own = {
        topic: event.topic,
        'hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
        'shop-domain': domain,
        'api-version': API_VERSION,
        'webhook-id': id,
        'event-id': event.id,
        'triggered-at': `${event.at.toISOString().slice(0, -1)}290670Z`,
        ...(isTest && { test: 'true' }),
        ...(family === 'plain' && { handle: hook.id, action: event.topic.split('/')[1] ?? '' }),
      }
      const prefix = family === 'x' ? 'x-shopify-' : 'shopify-'
      const named = Object.entries(own).map(([name, value]) => [prefix + name, value] as const)
      return {
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Shopify-Captain-Hook',
          ...Object.fromEntries(named),
        },
        body,
      }
    },
    onOutcome(hook, { isTaken, isLast }) {
      // Nobody is told: the subscription is just not there any more.
      if (isLast && !isTaken) remove(hook.id)
    },
  }
}

/** One thing that happened; it may be of interest under several topics, which share its id. */
export function tell(
  frame: Frame<EventData>,
  topics: readonly string[],
  thing: Wire,
  isTest = false,
): void {
  const id = frame.random.uuid()
  const body = rubyPretty(thing)
  for (const topic of topics) {
    frame.webhooks.send({ id, topic, at: frame.clock.now(), data: { body, isTest } })
  }
}

export function setAvailable(
  frame: Frame<EventData>,
  shop: Shop,
  variant: Variant,
  available: number,
  why: string,
): void {
  variant.available = available
  const now = moment(frame.clock.now().getTime())
  frame.ledger.record('stock.set', { sku: variant.good.sku, available, why })
  tell(frame, ['inventory_levels/update'], {
    ...{ inventory_item_id: variant.inventoryItemId, location_id: shop.locations.primary },
    ...{ available: variant.isTracked ? available : null, updated_at: now },
    admin_graphql_api_id: gid('InventoryLevel', shop.locations.primary),
  })
}
