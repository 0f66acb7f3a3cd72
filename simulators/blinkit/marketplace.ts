import { createHmac } from 'node:crypto'
import { decimal } from '../frame/amounts.ts'
import { createFrame } from '../frame/frame.ts'
import { compact, type Wire } from '../frame/wire.ts'
import {
  createShopOrders,
  refundedMinor,
  type ShopOrder,
  totalMinor,
  truthOf,
} from '../shop/shop-orders.ts'
import { addShopRoutes } from '../shop/shop-routes.ts'
import { ANSWERS, type BlinkitOptions, type BlinkitSimulator } from './vendor.ts'

const CURRENCY = 'INR'
/** Whoever does not answer by then has lost the order. */
const ACCEPT_WITHIN_MS = 11.5 * 60_000
const TOPIC = 'orders'

type Event = { order: ShopOrder; type: 'orders.notification' | 'orders.update' }

export async function startMarketplace(options: BlinkitOptions): Promise<BlinkitSimulator> {
  const frame = createFrame<Event>(PLATFORM, options)
  const { app, clock, random, ledger, goods, webhooks } = frame
  const apiKey = 'blinkit-simulated-key'
  const world = createShopOrders({
    ...{ clock, random, ledger, goods, currency: CURRENCY },
    onChange: (order, what) => {
      const type = what === 'created' ? 'orders.notification' : 'orders.update'
      webhooks.send({ id: random.uuid(), topic: TOPIC, at: order.updatedAt, data: { order, type } })
    },
  })
  const register = (address: string, secret: string) => {
    webhooks.hooks.clear()
    webhooks.add({ topic: TOPIC, address, secret })
  }
  addShopRoutes({
    ...{ app, clock, ledger, goods, world, apiKey, register, name: 'Blinkit marketplace' },
    shapeOf,
  })
  const simulator = await frame.start({
    addGoods: (more) => void goods.push(...more),
    makeOrders: (count) =>
      Array.from({ length: count }, () => {
        const order = world.make()
        clock.after(ACCEPT_WITHIN_MS, () => {
          if (order.status === 'CREATED') world.moveTo(order, 'EXPIRED')
        })
        return order.id
      }),
    changeOrder: (id, change) => world.change(id, change),
    orders: () => [...world.orders.values()].map((order) => truthOf(order, CURRENCY)),
    stock: () => Object.fromEntries(goods.map(({ sku, quantity }) => [sku, quantity])),
  })
  return { ...simulator, credentials: { apiKey }, register }
}

const PLATFORM: Parameters<typeof createFrame<Event>>[0] = {
  name: 'blinkit',
  answers: ANSWERS,
  rules: () => ({
    timeLimitMs: 5_000,
    repeatAfterMs: [1, 2, 4, 8, 16, 32].map((seconds) => seconds * 1_000),
    isTaken: (status) => status === 200,
    compose({ event }, secret) {
      const body = compact({
        event_id: event.id,
        event_type: event.data.type,
        event_time: Math.floor(event.at.getTime() / 1_000),
        meta: { resource_id: event.data.order.id, status: event.data.order.status },
        resource_href: `/v1/orders/${event.data.order.id}`,
      })
      const signature = createHmac('sha256', secret).update(body).digest('hex')
      const headers = { 'content-type': 'application/json', 'x-blinkit-signature': signature }
      return { headers, body }
    },
  }),
}

const money = (minor: number): Wire => decimal(minor, CURRENCY)

function shapeOf(order: ShopOrder): Wire {
  const { buyer } = order
  return {
    ...{ order_id: order.id, display_id: order.number, status: order.status },
    created_at: order.createdAt.toISOString(),
    updated_at: order.updatedAt.toISOString(),
    accept_by: new Date(order.createdAt.getTime() + ACCEPT_WITHIN_MS).toISOString(),
    currency: CURRENCY,
    items: order.lines.map(({ good, quantity, priceMinor }, index) => ({
      ...{ line_id: index + 1, sku: good.sku, name: good.title, quantity },
      ...{ unit_price: money(priceMinor), tax: '0.00' },
    })),
    customer: { name: `${buyer.firstName} ${buyer.lastName}`, phone: buyer.phone },
    delivery_address: {
      ...{ line1: buyer.address.line1, line2: buyer.address.line2, city: buyer.address.city },
      ...{ state: buyer.address.region, postal_code: buyer.address.postalCode },
      country: buyer.address.countryCode,
    },
    charges: {
      delivery: money(order.shippingMinor),
      packaging: '0.00',
      discount: '0.00',
      tax: '0.00',
    },
    total: money(totalMinor(order)),
    refunded: money(refundedMinor(order)),
  }
}
