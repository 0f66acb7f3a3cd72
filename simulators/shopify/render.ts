import { decimal } from '../frame/amounts.ts'
import { Literal, type Wire } from '../frame/wire.ts'
import {
  activeOf,
  financialStatusOf,
  type Fulfillment,
  fulfillmentStatusOf,
  type Line,
  netOf,
  openOf,
  type Order,
  type Refund,
  type Shop,
  totalsOf,
  type Transaction,
} from './shop.ts'

/** As the shop's clock in India shows it; Shopify gives no parts of a second. */
export const moment = (ms: number | null): string | null =>
  ms === null ? null : `${new Date(ms + 19_800_000).toISOString().slice(0, 19)}+05:30`

export const gid = (kind: string, id: bigint): string => `gid://shopify/${kind}/${id}`

/** An order as REST and the webhooks have it. */
export function orderWire(order: Order): Wire {
  const totals = totalsOf(order)
  const text = (minor: number) => decimal(minor, order.currency)
  const set = (minor: number) => moneySet(order, minor)
  return {
    ...identity('Order', order.id),
    ...{ name: `#${order.number}`, number: order.number - 1_000, order_number: order.number },
    ...{ test: order.isTest, confirmed: true, source_name: 'web', taxes_included: false },
    created_at: moment(order.createdMs),
    processed_at: moment(order.createdMs),
    updated_at: moment(order.updatedMs),
    closed_at: moment(order.closedMs),
    cancelled_at: moment(order.cancelledMs),
    cancel_reason: order.cancelReason,
    ...{ currency: order.currency, presentment_currency: order.shown?.currency ?? order.currency },
    financial_status: financialStatusOf(order),
    fulfillment_status: fulfillmentStatusOf(order),
    payment_gateway_names: [order.gateway],
    ...{ note: order.note, note_attributes: [], tags: order.isGuest ? '' : 'member, web' },
    ...{ total_price: text(totals.totalMinor), total_price_set: set(totals.totalMinor) },
    current_total_price: text(totals.currentMinor),
    subtotal_price: text(totals.itemsMinor - totals.discountMinor),
    total_line_items_price: text(totals.itemsMinor),
    total_discounts: text(totals.discountMinor),
    total_tax: text(totals.taxMinor),
    total_tip_received: text(order.tipMinor),
    total_outstanding: text(Math.max(0, totals.currentMinor - totals.paidMinor)),
    total_shipping_price_set: set(order.shippingMinor),
    tax_lines: totals.taxMinor === 0 ? [] : [taxWire(text(totals.taxMinor))],
    ...discountWire(order, text(totals.discountMinor)),
    ...peopleWire(order),
    line_items: order.lines.map((line) => lineWire(order, line)),
    shipping_lines: shippingWire(order),
    fulfillments: order.fulfillments.map((one) => fulfillmentWire(order, one)),
    refunds: order.refunds.map((refund) => refundWire(order, refund)),
  }
}

const identity = (kind: string, id: bigint) => ({ id, admin_graphql_api_id: gid(kind, id) })

const moneySet = ({ currency, shown }: Order, minor: number): Wire => ({
  shop_money: { amount: decimal(minor, currency), currency_code: currency },
  presentment_money: {
    amount: decimal(Math.round(minor * (shown?.rate ?? 1)), shown?.currency ?? currency),
    currency_code: shown?.currency ?? currency,
  },
})

const taxWire = (price: string): Wire => ({
  ...{ price, rate: 0.07, title: 'Sales tax', channel_liable: null },
})

function discountWire({ code }: Order, amount: string) {
  if (code === null) return { discount_codes: [], discount_applications: [] }
  return {
    discount_codes: [{ code, amount, type: 'percentage' }],
    discount_applications: [
      {
        ...{ target_type: 'line_item', type: 'discount_code', value: '10.0' },
        ...{ value_type: 'percentage', allocation_method: 'across', target_selection: 'all', code },
      },
    ],
  }
}

function peopleWire({ buyer, isGuest, hasAddress }: Order) {
  const { firstName, lastName, address } = buyer
  const place = {
    ...{ first_name: firstName, last_name: lastName, name: `${firstName} ${lastName}` },
    ...{ company: buyer.company, address1: address.line1, address2: address.line2 },
    ...{ city: address.city, zip: address.postalCode, province: address.region },
    ...{ province_code: address.regionCode, country: address.country, phone: buyer.phone },
    country_code: address.countryCode,
  }
  const customer = {
    ...identity('Customer', 7_000_000_000_000_000_000n + BigInt(buyer.number)),
    ...{ email: buyer.email, first_name: firstName, last_name: lastName, phone: buyer.phone },
  }
  return {
    ...{ email: isGuest ? '' : buyer.email, contact_email: isGuest ? null : buyer.email },
    phone: isGuest ? buyer.phone : null,
    billing_address: place,
    ...(hasAddress && { shipping_address: place }),
    ...(!isGuest && { customer }),
  }
}

function lineWire(order: Order, line: Line): Wire {
  const text = (minor: number) => decimal(minor, order.currency)
  const { variant } = line
  const isSent = line.fulfilled > 0
  return {
    ...identity('LineItem', line.id),
    ...{ title: line.title, quantity: line.quantity, current_quantity: activeOf(line) },
    name: [line.title, variant?.good.variantTitle].filter(Boolean).join(' - '),
    fulfillable_quantity: openOf(line),
    fulfillment_status: isSent ? (openOf(line) === 0 ? 'fulfilled' : 'partial') : null,
    ...{ fulfillment_service: 'manual', gift_card: false, requires_shipping: order.hasAddress },
    ...{ grams: variant?.good.grams ?? 0, sku: variant?.good.sku ?? null, vendor: null },
    ...{ product_id: variant?.productId ?? null, variant_id: variant?.variantId ?? null },
    variant_title: variant?.good.variantTitle ?? null,
    ...{ price: text(line.priceMinor), price_set: moneySet(order, line.priceMinor) },
    ...{ total_discount: text(0), properties: [] },
    tax_lines: line.taxMinor === 0 ? [] : [taxWire(text(line.taxMinor))],
    discount_allocations:
      line.discountMinor === 0
        ? []
        : [{ amount: text(line.discountMinor), discount_application_index: 0 }],
  }
}

function shippingWire(order: Order): Wire[] {
  if (!order.hasAddress) return []
  const price = decimal(order.shippingMinor, order.currency)
  const line = { title: 'Standard', code: 'Standard', price, discounted_price: price }
  return [
    {
      ...{ id: order.id + 1n, ...line, source: 'shopify', is_removed: false },
      ...{ tax_lines: [], discount_allocations: [] },
    },
  ]
}

export function fulfillmentWire(order: Order, fulfillment: Fulfillment): Wire {
  const { id, atMs, tracking, lines } = fulfillment
  return {
    ...identity('Fulfillment', id),
    ...{ order_id: order.id, status: 'success', shipment_status: null, service: 'manual' },
    ...{ created_at: moment(atMs), updated_at: moment(atMs), name: `#${order.number}.1` },
    ...{ tracking_company: tracking.company, tracking_number: tracking.number },
    tracking_numbers: tracking.number === null ? [] : [tracking.number],
    tracking_url: tracking.url,
    tracking_urls: tracking.url === null ? [] : [tracking.url],
    line_items: lines.map(({ line, quantity }) => ({
      ...(lineWire(order, line) as Record<string, Wire>),
      quantity,
    })),
  }
}

/** What a line gave back is written as a number there, and never as a whole one. */
const float = (text: string): Literal =>
  new Literal(text.replace(/^(-?\d+)$/, '$1.0').replace(/(\.\d)0$/, '$1'))

export function refundWire(order: Order, refund: Refund): Wire {
  return {
    ...identity('Refund', refund.id),
    ...{ order_id: order.id, note: refund.note, restock: true, order_adjustments: [] },
    ...{ created_at: moment(refund.atMs), processed_at: moment(refund.atMs) },
    total_duties_set: moneySet(order, 0),
    refund_line_items: refund.lines.map(({ id, line, quantity, restockType }) => {
      const taxMinor = Math.round((line.taxMinor * quantity) / line.quantity)
      return {
        ...{ id, line_item_id: line.id, quantity, restock_type: restockType, location_id: null },
        subtotal: float(decimal(netOf(line, quantity), order.currency)),
        total_tax: float(decimal(taxMinor, order.currency)),
        subtotal_set: moneySet(order, netOf(line, quantity)),
        total_tax_set: moneySet(order, taxMinor),
        line_item: lineWire(order, line),
      }
    }),
    transactions: refund.transactions.map((one) => transactionWire(order, one)),
  }
}

/** In the money that the buyer paid with. */
export const transactionWire = (order: Order, one: Transaction): Wire => {
  const { currency, rate } = order.shown ?? { currency: order.currency, rate: 1 }
  return {
    ...identity('OrderTransaction', one.id),
    ...{ order_id: order.id, kind: one.kind, status: 'success', parent_id: one.parentId },
    ...{ amount: decimal(Math.round(one.amountMinor * rate), currency), currency },
    ...{ gateway: order.gateway, created_at: moment(one.atMs), processed_at: moment(one.atMs) },
    test: order.isTest,
  }
}

export function fulfillmentOrderWire(shop: Shop, order: Order): Wire {
  const isDone = order.lines.every((line) => openOf(line) === 0)
  const status = order.cancelledMs !== null ? 'cancelled' : isDone ? 'closed' : 'open'
  return {
    ...{ id: order.fulfillmentOrderId, order_id: order.id, request_status: 'unsubmitted' },
    status: order.isOnHold && status === 'open' ? 'on_hold' : status,
    assigned_location_id: shop.locations.primary,
    fulfillment_holds: order.isOnHold
      ? [{ reason: 'other', reason_notes: 'waiting for a call back' }]
      : [],
    line_items: order.lines.map((line) => ({
      ...{ id: line.id + 500n, fulfillment_order_id: order.fulfillmentOrderId },
      ...{ line_item_id: line.id, quantity: line.quantity, fulfillable_quantity: openOf(line) },
      inventory_item_id: line.variant?.inventoryItemId ?? null,
    })),
  }
}
