import { createHmac } from 'node:crypto'
import { createFrame, type Simulator, type SimulatorOptions } from '../frame/frame.ts'
import { compact, type Wire } from '../frame/wire.ts'
import {
  createShopOrders,
  isEnded,
  itemsMinor,
  refundedMinor,
  type ShopOrder,
  totalMinor,
  truthOf,
} from '../shop/shop-orders.ts'
import { addShopRoutes } from '../shop/shop-routes.ts'

const CURRENCY = 'INR'
const TOPIC = 'order'
const MINUTE_MS = 60_000

export type WebsiteSimulator = Simulator & {
  credentials: Record<string, string>
  register(address: string, secret: string): void
}

/** A tiny shop of one's own that posts its orders in our format, signed as Standard Webhooks. */
export async function startWebsite(options: SimulatorOptions): Promise<WebsiteSimulator> {
  const frame = createFrame<string>(PLATFORM, options)
  const { app, clock, random, ledger, goods, webhooks } = frame
  const apiKey = 'website-simulated-key'
  const world = createShopOrders({
    ...{ clock, random, ledger, goods, currency: CURRENCY },
    // As it is now: what is sent late must not look new.
    onChange: (order) => {
      const data = compact(shapeOf(order))
      webhooks.send({ id: random.uuid(), topic: TOPIC, at: clock.now(), data })
    },
  })
  const register = (address: string, secret: string) => {
    webhooks.hooks.clear()
    webhooks.add({ topic: TOPIC, address, secret })
  }
  addShopRoutes({
    ...{ app, clock, ledger, goods, world, apiKey, register, name: 'A shop of our own' },
    shapeOf,
  })
  const simulator = await frame.start({
    addGoods: (more) => void goods.push(...more),
    makeOrders: (count) => Array.from({ length: count }, () => world.make().id),
    changeOrder: (id, change) => world.change(id, change),
    orders: () => [...world.orders.values()].map((order) => truthOf(order, CURRENCY)),
    stock: () => Object.fromEntries(goods.map(({ sku, quantity }) => [sku, quantity])),
  })
  return { ...simulator, credentials: { apiKey }, register }
}

const PLATFORM: Parameters<typeof createFrame<string>>[0] = {
  name: 'website',
  answers: {
    tooManyRequests: { status: 429, headers: { 'retry-after': '2' }, body: '{}' },
    serverError: { status: 500, headers: {}, body: 'Internal Server Error' },
  },
  rules: ({ clock }) => ({
    timeLimitMs: 5_000,
    repeatAfterMs: [1, 3, 10, 60, 360, 1_440].map((minutes) => minutes * MINUTE_MS),
    isTaken: (status) => status >= 200 && status < 300,
    compose({ event }, secret) {
      const timestamp = String(Math.floor(clock.now().getTime() / 1_000))
      const signed = `${event.id}.${timestamp}.${event.data}`
      const signature = createHmac('sha256', secret).update(signed).digest('base64')
      return {
        body: event.data,
        headers: {
          'content-type': 'application/json',
          'webhook-id': event.id,
          'webhook-timestamp': timestamp,
          'webhook-signature': `v1,${signature}`,
        },
      }
    },
  }),
}

function shapeOf(order: ShopOrder): Wire {
  const { buyer, refunds } = order
  const isSent = order.status === 'PICKED_UP' || order.status === 'DELIVERED'
  const name = `${buyer.firstName} ${buyer.lastName}`
  return {
    ...{ externalId: order.id, number: order.number, currency: CURRENCY },
    placedAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
    lifecycle: isEnded(order) ? 'cancelled' : order.status === 'DELIVERED' ? 'closed' : 'open',
    paymentStatus: 'paid',
    fulfillmentStatus: isSent ? 'fulfilled' : 'unfulfilled',
    lines: order.lines.map(({ good, quantity, priceMinor }, index) => ({
      ...{ id: String(index + 1), sku: good.sku, title: good.title, quantity },
      unitPriceMinor: priceMinor,
      fulfilledQuantity: isSent ? quantity : 0,
    })),
    totals: {
      itemsMinor: itemsMinor(order),
      shippingMinor: order.shippingMinor,
      grandTotalMinor: totalMinor(order),
      refundedMinor: refundedMinor(order),
    },
    refunds: refunds.map(({ id, amountMinor, at }) => {
      return { externalId: id, amountMinor, at: at.toISOString() }
    }),
    customer: { name, email: buyer.email, phone: buyer.phone },
    shippingAddress: {
      ...{ name, line1: buyer.address.line1, line2: buyer.address.line2 },
      ...{ city: buyer.address.city, region: buyer.address.region },
      ...{ postalCode: buyer.address.postalCode, country: buyer.address.countryCode },
    },
  }
}
