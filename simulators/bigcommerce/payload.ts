import { decimal } from '../frame/amounts.ts'
import type { Buyer } from '../frame/buyers.ts'
import { Literal, type Wire } from '../frame/wire.ts'
import {
  discountOf,
  type Item,
  type Line,
  type Order,
  type Refund,
  type Shipment,
  type Store,
  subtotalOf,
  sumOf,
  taxOf,
  totalOf,
} from './store.ts'

type WireObject = { readonly [name: string]: Wire }

const STATUSES = (
  'Incomplete,Pending,Shipped,Partially Shipped,Refunded,Cancelled,Declined,Awaiting Payment,' +
  'Awaiting Pickup,Awaiting Shipment,Completed,Awaiting Fulfillment,Manual Verification Required,' +
  'Disputed,Partially Refunded'
).split(',')

const moneyOf = (store: Store) => (minor: number) => decimal(minor, store.currency, 4)

/** RFC 2822, as V2 writes times. */
const mailDate = (ms: number): string => new Date(ms).toUTCString().replace('GMT', '+0000')

/** Before tax, with tax, and the tax. */
const three = (name: string, exMinor: number, taxMinor: number, money: (n: number) => string) => ({
  [`${name}_ex_tax`]: money(exMinor),
  [`${name}_inc_tax`]: money(exMinor + taxMinor),
  [`${name}_tax`]: money(taxMinor),
})

export function orderPayload(store: Store, order: Order): WireObject {
  const money = moneyOf(store)
  const tax = taxOf(order)
  const path = `/orders/${order.id}`
  const resource = (name: string) => ({
    url: `${store.frame.url()}/stores/${store.hash}/v2${path}/${name}`,
    resource: `${path}/${name}`,
  })
  const shipped = order.shipments.at(-1)
  return {
    ...{ id: order.id, customer_id: order.isGuest ? 0 : order.buyer.number },
    ...{ date_created: mailDate(order.createdMs), date_modified: mailDate(order.modifiedMs) },
    date_shipped: shipped ? mailDate(shipped.atMs) : '',
    ...{ status_id: order.statusId, status: STATUSES[order.statusId]! },
    ...three('subtotal', subtotalOf(order), tax, money),
    ...three('shipping_cost', order.shippingMinor, 0, money),
    ...three('handling_cost', 0, 0, money),
    ...three('wrapping_cost', 0, 0, money),
    ...three('total', totalOf(order) - tax, tax, money),
    ...{ is_tax_inclusive_pricing: false, items_total: sumOf(order, (line) => line.quantity) },
    items_shipped: sumOf(order, (line) => line.shipped),
    ...{ payment_method: order.method, payment_status: order.method === 'Cash' ? '' : 'captured' },
    // Documented: always zero.
    ...{ refunded_amount: money(0), order_is_digital: false, store_credit_amount: money(0) },
    ...{ gift_certificate_amount: money(0), currency_code: store.shownCurrency },
    currency_exchange_rate:
      store.shownCurrency === store.currency ? '1.0000000000' : '0.9000000000',
    ...{ default_currency_code: store.currency, staff_notes: '', customer_message: '' },
    ...{ discount_amount: money(0), coupon_discount: money(discountOf(order)) },
    ...{ shipping_address_count: order.addresses.length, is_deleted: order.isArchived },
    channel_id: 1,
    billing_address: { ...personOf(order.buyer), form_fields: [] },
    ...{ order_source: 'www', external_id: null, custom_status: STATUSES[order.statusId]! },
    products: resource('products'),
    shipping_addresses: resource('shippingaddresses'),
    coupons: resource('coupons'),
    fees: [],
  }
}

function personOf(buyer: Buyer): WireObject {
  const { address } = buyer
  return {
    ...{ first_name: buyer.firstName, last_name: buyer.lastName, company: buyer.company ?? '' },
    ...{ street_1: address.line1, street_2: address.line2 ?? '', city: address.city },
    ...{ state: address.region, zip: address.postalCode, country: address.country },
    ...{ country_iso2: address.countryCode, phone: buyer.phone, email: buyer.email },
  }
}

export function productPayload(store: Store, order: Order, line: Line): WireObject {
  const money = moneyOf(store)
  const { good, productId, variantId } = line.item
  const beforeMinor = line.priceMinor * line.quantity
  const option = { display_name: 'Choice', display_value: good.variantTitle }
  return {
    ...{ id: line.id, order_id: order.id, product_id: productId, variant_id: variantId },
    ...{ order_address_id: line.addressId, name: good.title, sku: good.sku, type: 'physical' },
    ...{ base_price: money(line.priceMinor), price_ex_tax: money(line.priceMinor) },
    ...three('total', beforeMinor, line.taxMinor, money),
    ...{ quantity: line.quantity, quantity_shipped: line.shipped },
    ...{ is_refunded: line.refunded > 0, quantity_refunded: line.refunded },
    ...{ refund_amount: money(0), parent_order_product_id: line.parentId },
    ...{ is_bundled_product: line.parentId !== null },
    applied_discounts:
      line.discountMinor === 0
        ? []
        : [{ id: 'coupon', amount: money(line.discountMinor), name: 'Coupon', code: order.coupon }],
    product_options: good.variantTitle === null ? [] : [option],
    discounted_total_inc_tax: money(beforeMinor - line.discountMinor + line.taxMinor),
  }
}

export const addressPayload = (
  store: Store,
  order: Order,
  { id, buyer }: Order['addresses'][number],
  index: number,
): WireObject => ({
  ...{ id, order_id: order.id, ...personOf(buyer), shipping_method: 'Ground', base_cost: '0.0000' },
  ...three('cost', index === 0 ? order.shippingMinor : 0, 0, moneyOf(store)),
})

export const couponPayload = (store: Store, order: Order): WireObject => {
  const discount = moneyOf(store)(discountOf(order))
  return {
    id: 1,
    coupon_id: 1,
    order_id: order.id,
    code: order.coupon,
    amount: '10',
    type: 0,
    discount,
  }
}

export const shipmentPayload = (order: Order, shipment: Shipment): WireObject => ({
  ...{ id: shipment.id, order_id: order.id, order_address_id: shipment.addressId },
  ...{ date_created: mailDate(shipment.atMs), tracking_number: shipment.tracking },
  ...{ shipping_method: 'None', shipping_provider: shipment.provider, tracking_carrier: '' },
  ...{ tracking_link: '', comments: shipment.comments },
  items: shipment.items.map(({ line, quantity }) => ({
    ...{ order_product_id: line.id, product_id: 0, quantity },
  })),
})

/** V3: amounts are numbers, with what floats make of them. */
export function refundPayload(store: Store, order: Order, refund: Refund): WireObject {
  const number = (minor: number) => new Literal(String(Number(decimal(minor, store.currency))))
  return {
    ...{ id: refund.id, order_id: order.id, created: new Date(refund.atMs).toISOString() },
    ...{ reason: refund.reason, total_amount: number(refund.amountMinor), total_tax: 0 },
    items: refund.items.map(({ type, id, quantity, amountMinor }) => ({
      ...{ item_type: type, item_id: id, quantity, requested_amount: number(amountMinor) },
    })),
    payments: refund.payments.map(({ provider, amountMinor, offline }, index) => ({
      ...{ id: refund.id * 10 + index, provider_id: provider, amount: number(amountMinor) },
      ...{ offline, is_declined: refund.isDeclined },
      declined_message: refund.isDeclined ? 'card expired' : '',
    })),
  }
}

/** A variant that costs what its product costs has no price of its own. */
export function catalogPayload(store: Store, id: number, items: Item[]): WireObject {
  const priceOf = ({ good }: Item) => good.pricesMinor[store.currency] ?? 0
  const number = (minor: number) => new Literal(String(Number(decimal(minor, store.currency))))
  const [first] = items as [Item]
  const variants = items.map((item) => ({
    ...{ id: item.variantId, product_id: id, sku: item.good.sku, gtin: '' },
    ...{ inventory_level: item.quantity, upc: item.good.barcode ?? '' },
    price: priceOf(item) === priceOf(first) ? null : number(priceOf(item)),
    option_values:
      item.good.variantTitle === null
        ? []
        : [{ id: 1, label: item.good.variantTitle, option_display_name: 'Choice' }],
  }))
  const price = number(priceOf(first))
  return { id, name: first.good.title, sku: '', upc: '', gtin: '', price, variants }
}
