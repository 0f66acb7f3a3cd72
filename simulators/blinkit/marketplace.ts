import { decimal } from '../frame/amounts.ts'
import { compact, type Wire } from '../frame/wire.ts'
import { refundedMinor, type ShopOrder, totalMinor } from '../shop/shop-orders.ts'
import { type Shop, type ShopSimulator, signatureOf, startShop } from '../shop/start-shop.ts'
import { ANSWERS, type BlinkitOptions } from './vendor.ts'

const CURRENCY = 'INR'
/** Whoever does not answer by then has lost the order. */
const ACCEPT_WITHIN_MS = 11.5 * 60_000

type Event = { order: ShopOrder; type: 'orders.notification' | 'orders.update' }

export const startMarketplace = (options: BlinkitOptions): Promise<ShopSimulator> =>
  startShop(MARKETPLACE, options)

/** Events name an order and say no more; it is fetched, and must be accepted in time. */
const MARKETPLACE: Shop<Event> = {
  ...{ platform: 'blinkit', name: 'Blinkit marketplace', currency: CURRENCY, answers: ANSWERS },
  rules: {
    repeatAfterMs: [1, 2, 4, 8, 16, 32].map((seconds) => seconds * 1_000),
    isTaken: (status) => status === 200,
  },
  compose({ id, data: { order, type }, at }, secret) {
    const body = compact({
      event_id: id,
      event_type: type,
      event_time: Math.floor(at.getTime() / 1_000),
      meta: { resource_id: order.id, status: order.status },
      resource_href: `/v1/orders/${order.id}`,
    })
    return { body, headers: { 'x-blinkit-signature': signatureOf(secret, body, 'hex') } }
  },
  eventOf: (order, what) => ({
    data: { order, type: what === 'created' ? 'orders.notification' : 'orders.update' },
    at: order.updatedAt,
  }),
  shapeOf,
  expect(order, world, { clock }) {
    if (order.status !== 'CREATED') return
    clock.after(Math.max(0, +order.createdAt + ACCEPT_WITHIN_MS - +clock.now()), () => {
      if (order.status === 'CREATED') world.moveTo(order, 'EXPIRED')
    })
  },
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
