import type { SimulatorOptions } from '../frame/frame.ts'
import { compact, type Wire } from '../frame/wire.ts'
import {
  isEnded,
  isSent,
  itemsMinor,
  refundedMinor,
  type ShopOrder,
  totalMinor,
} from '../shop/shop-orders.ts'
import { type Shop, type ShopSimulator, signatureOf, startShop } from '../shop/start-shop.ts'

const CURRENCY = 'INR'
const MINUTE_MS = 60_000

/** A tiny shop of one's own that posts its orders in our format, signed as Standard Webhooks. */
export const startWebsite = (options: SimulatorOptions): Promise<ShopSimulator> =>
  startShop(WEBSITE, options)

const WEBSITE: Shop<string> = {
  ...{ platform: 'website', name: 'A shop of our own', currency: CURRENCY },
  answers: {
    tooManyRequests: { status: 429, headers: { 'retry-after': '2' }, body: '{}' },
    serverError: { status: 500, headers: {}, body: 'Internal Server Error' },
  },
  rules: {
    repeatAfterMs: [1, 3, 10, 60, 360, 1_440].map((minutes) => minutes * MINUTE_MS),
    isTaken: (status) => status >= 200 && status < 300,
  },
  compose({ id, data }, secret, now) {
    const timestamp = String(Math.floor(now.getTime() / 1_000))
    const signature = signatureOf(secret, `${id}.${timestamp}.${data}`, 'base64')
    return {
      body: data,
      headers: {
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      },
    }
  },
  // As it is now: what is sent late must not look new.
  eventOf: (order, _what, now) => ({ data: compact(shapeOf(order)), at: now }),
  shapeOf,
}

function shapeOf(order: ShopOrder): Wire {
  const { buyer, refunds } = order
  const name = `${buyer.firstName} ${buyer.lastName}`
  return {
    ...{ externalId: order.id, number: order.number, currency: CURRENCY },
    placedAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
    lifecycle: isEnded(order) ? 'cancelled' : order.status === 'DELIVERED' ? 'closed' : 'open',
    paymentStatus: 'paid',
    fulfillmentStatus: isSent(order) ? 'fulfilled' : 'unfulfilled',
    lines: order.lines.map(({ good, quantity, priceMinor }, index) => ({
      ...{ id: String(index + 1), sku: good.sku, title: good.title, quantity },
      unitPriceMinor: priceMinor,
      fulfilledQuantity: isSent(order) ? quantity : 0,
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
