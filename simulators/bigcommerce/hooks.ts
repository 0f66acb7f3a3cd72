import { createHmac } from 'node:crypto'
import type { Frame } from '../frame/frame.ts'
import type { Hook, WebhookRules } from '../frame/webhooks.ts'
import { compact } from '../frame/wire.ts'
import type { BigEvent, Item, Order, Store } from './store.ts'

const SECOND_MS = 1_000
const REPEATS_S = [60, 180, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 50_400, 86_400]

const WINDOW_MS = 120_000
const JUDGED_FROM = 100
const SUCCESS_MIN = 0.9
const BLOCKED_MS = 180_000

type Rules = WebhookRules<BigEvent>

/** The hooks of a domain share its fate: below 90 % it hears nothing for three minutes. */
function createDomains(now: () => number, record: (host: string) => void) {
  const domains = new Map<string, { startMs: number; all: number; taken: number; until: number }>()
  const of = (hook: Hook) => {
    const { host } = new URL(hook.address)
    const known = domains.get(host)
    const domain = known ?? { startMs: now(), all: 0, taken: 0, until: 0 }
    if (!known) domains.set(host, domain)
    if (now() - domain.startMs > WINDOW_MS) {
      Object.assign(domain, { startMs: now(), all: 0, taken: 0 })
    }
    return { host, domain }
  }
  return {
    heldBackMs: (hook: Hook) => Math.max(0, of(hook).domain.until - now()),
    note(hook: Hook, isTaken: boolean) {
      const { host, domain } = of(hook)
      domain.all++
      if (isTaken) domain.taken++
      if (domain.all <= JUDGED_FROM || domain.taken / domain.all >= SUCCESS_MIN) return
      Object.assign(domain, { until: now() + BLOCKED_MS, startMs: now(), all: 0, taken: 0 })
      record(host)
    },
  }
}

export function rulesOf(
  store: () => Store,
  { clock, ledger }: Pick<Frame<BigEvent>, 'clock' | 'ledger'>,
  stamp: () => Date,
  headersOf: (hookId: string) => Record<string, string>,
): Rules {
  const domains = createDomains(
    () => +clock.now(),
    (host) => ledger.record('webhook.domain_blocked', { host }),
  )
  return {
    timeLimitMs: 10_000,
    repeatAfterMs: REPEATS_S.map((seconds) => seconds * SECOND_MS),
    isTaken: (status) => status >= 200 && status <= 299,
    heldBackMs: domains.heldBackMs,
    onOutcome(hook, { isTaken, isLast }) {
      domains.note(hook, isTaken)
      if (isTaken || !isLast) return
      hook.isActive = false
      ledger.record('webhook.deactivated', { hook: hook.id, scope: hook.topic })
    },
    compose({ id, hook, event }, secret) {
      const body = compact({
        ...(event.data.data as object),
        ...{ created_at: Math.floor(+event.at / SECOND_MS), producer: `stores/${store().hash}` },
      })
      const timestamp = String(Math.floor(+stamp() / SECOND_MS))
      const mac = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
      return {
        headers: {
          ...headersOf(hook.id),
          ...{ 'content-type': 'application/json', 'webhook-id': id },
          ...{ 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` },
        },
        body,
      }
    },
  }
}

/** To the hooks of the scope itself, and to those of all that begins like it. */
function announce(store: Store, scope: string, data: Record<string, unknown>): void {
  const { webhooks, random, clock } = store.frame
  const body = { scope, store_id: '1001', data, hash: random.hex(40) }
  const topics = [scope, `${scope.split('/').slice(0, 2).join('/')}/*`]
  for (const topic of topics) {
    webhooks.send({ id: random.uuid(), topic, at: clock.now(), data: { data: body } })
  }
}

export const tellOrder = (store: Store, what: string, order: Order, more: object = {}): void =>
  announce(store, `store/order/${what}`, { type: 'order', id: order.id, ...more })

export const tellShipment = (store: Store, order: Order, shipmentId: number): void =>
  announce(store, 'store/shipment/created', {
    ...{ type: 'shipment', id: shipmentId, orderId: order.id },
  })

/** The event of the product names none of its variants, and says by how much it changed. */
export function tellStock(
  store: Store,
  { productId, variantId, quantity }: Item,
  by: number,
): void {
  announce(store, 'store/sku/inventory/updated', {
    ...{ type: 'sku', id: variantId },
    inventory: {
      ...{ product_id: productId, variant_id: variantId, method: 'absolute', value: quantity },
    },
  })
  announce(store, 'store/product/inventory/updated', {
    ...{ type: 'product', id: productId },
    inventory: { product_id: productId, method: 'relative', value: by },
  })
}
