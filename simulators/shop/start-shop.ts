import { createHmac } from 'node:crypto'
import { createFrame, type Frame, type Simulator, type SimulatorOptions } from '../frame/frame.ts'
import type { FaultAnswers } from '../frame/server.ts'
import type { Wire } from '../frame/wire.ts'
import type { WebhookRules } from '../frame/webhooks.ts'
import { createShopOrders, type ShopOrder, type ShopOrders, truthOf } from './shop-orders.ts'
import { addShopRoutes } from './shop-routes.ts'

const TOPIC = 'order'
const TIME_LIMIT_MS = 5_000

export type ShopSimulator = Simulator & {
  /** What a store needs for its calls. */
  credentials: Record<string, string>
  /** What a person enters on a page of the shop. */
  register(address: string, secret: string): void
}

export type Shop<Event> = {
  platform: string
  /** As people know it. */
  name: string
  currency: string
  answers: FaultAnswers
  rules: Pick<WebhookRules<Event>, 'repeatAfterMs' | 'isTaken'>
  /** The body of an event and the headers that say that it is real. */
  compose(event: { id: string; data: Event; at: Date }, secret: string, now: Date): Composed
  /** What is told of a change, and the time that it is told with. */
  eventOf(order: ShopOrder, what: 'created' | 'updated', now: Date): { data: Event; at: Date }
  shapeOf(order: ShopOrder): Wire
  /** What happens by itself to an order in time, unless somebody is faster. */
  expect?(order: ShopOrder, world: ShopOrders, frame: Frame<Event>): void
}

type Composed = { body: string; headers: Record<string, string> }

/** HMAC of SHA-256, by which both kinds of shops sign their events. */
export const signatureOf = (secret: string, text: string, encoding: 'hex' | 'base64'): string =>
  createHmac('sha256', secret).update(text).digest(encoding)

/** A shop that hands out its orders, takes stock, hears of parcels, and tells of each change. */
export async function startShop<Event>(
  shop: Shop<Event>,
  options: SimulatorOptions,
): Promise<ShopSimulator> {
  const { platform, name, currency, answers, compose, shapeOf } = shop
  const rules = ({ clock }: Pick<Frame<Event>, 'clock'>): WebhookRules<Event> => ({
    ...{ timeLimitMs: TIME_LIMIT_MS, ...shop.rules },
    compose({ event }, secret) {
      const { body, headers } = compose(event, secret, clock.now())
      return { body, headers: { 'content-type': 'application/json', ...headers } }
    },
  })
  const frame = createFrame<Event>({ name: platform, answers, rules }, options)
  const { app, clock, random, ledger, goods, webhooks } = frame
  const apiKey = `${platform}-simulated-key`
  const world = createShopOrders({
    ...{ clock, random, ledger, goods, currency, keep: frame.keep },
    onChange: (order, what) => {
      const event = shop.eventOf(order, what, clock.now())
      webhooks.send({ id: random.uuid(), topic: TOPIC, ...event })
    },
  })
  const register = (address: string, secret: string) => {
    webhooks.hooks.clear()
    webhooks.add({ topic: TOPIC, address, secret })
  }
  addShopRoutes({ app, clock, ledger, goods, world, apiKey, register, name, shapeOf })
  const simulator = await frame.start({
    addGoods: (more) => void goods.push(...more),
    makeOrders: (count) =>
      Array.from({ length: count }, () => {
        const order = world.make()
        shop.expect?.(order, world, frame)
        return order.id
      }),
    resume() {
      for (const order of world.orders.values()) shop.expect?.(order, world, frame)
    },
    changeOrder: (id, change) => world.change(id, change),
    orders: () => [...world.orders.values()].map((order) => truthOf(order, currency)),
    stock: () => Object.fromEntries(goods.map(({ sku, quantity }) => [sku, quantity])),
  })
  return { ...simulator, credentials: { apiKey }, register }
}
