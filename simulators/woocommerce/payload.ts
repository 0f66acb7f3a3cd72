import { decimal } from '../frame/amounts.ts'
import { Literal, type Wire } from '../frame/wire.ts'
import { type Item, type Line, type Order, type Refund, type Shop, taxOf, totalOf } from './shop.ts'

type WireObject = { readonly [name: string]: Wire }

/** An order as the REST interface and the webhooks write it. */
export function orderPayload(shop: Shop, order: Order): WireObject {
  const money = moneyOf(shop)
  const customerId = order.isGuest ? 0 : order.buyer.number
  return {
    ...{ id: order.id, parent_id: 0, number: `WC-${order.id}`, order_key: `wc_order_${order.id}` },
    ...{
      created_via: 'checkout',
      version: '10.1.0',
      status: order.status,
      currency: shop.currency,
    },
    ...times(shop, 'date_created', order.createdMs),
    ...times(shop, 'date_modified', order.modifiedMs),
    ...{ discount_total: money(order.couponMinor), discount_tax: money(0) },
    ...{ shipping_total: money(order.shippingMinor), shipping_tax: money(0) },
    ...{ cart_tax: money(taxOf(order)), total: money(totalOf(order)) },
    ...{ total_tax: money(taxOf(order)), prices_include_tax: false, customer_id: customerId },
    ...{ customer_ip_address: '', customer_user_agent: '', customer_note: '' },
    billing: { ...addressOf(order), email: order.buyer.email, phone: order.buyer.phone },
    shipping: { ...addressOf(order), phone: '' },
    ...{ payment_method: order.method, payment_method_title: order.method.toUpperCase() },
    transaction_id: order.paidMs === null ? '' : `pay_${order.id}`,
    ...times(shop, 'date_paid', order.paidMs),
    ...times(shop, 'date_completed', order.completedMs),
    cart_hash: '',
    meta_data: [...order.meta].map(([key, value], index) => {
      return { id: order.id * 10 + index, key, value }
    }),
    line_items: order.lines.map((line) => linePayload(shop, line)),
    tax_lines: [
      {
        ...{ id: order.id * 100, rate_code: 'IN-GST-5', rate_id: 3, label: 'GST', compound: false },
        ...{ tax_total: money(taxOf(order)), shipping_tax_total: money(0), rate_percent: 5 },
      },
    ],
    shipping_lines: [
      {
        ...{ id: order.id * 100 + 1, method_title: 'Flat rate', method_id: 'flat_rate' },
        ...{ total: money(order.shippingMinor), total_tax: money(0), taxes: [], meta_data: [] },
      },
    ],
    fee_lines: [],
    coupon_lines: couponsOf(order, money),
    refunds: order.refunds.map(({ id, reason, amountMinor }) => {
      return { id, reason, total: money(0 - amountMinor) }
    }),
    _links: linksOf(shop, `orders/${order.id}`),
  }
}

const couponsOf = (order: Order, money: (minor: number) => string): Wire =>
  order.couponMinor === 0
    ? []
    : [{ id: order.id * 100 + 2, code: 'tea&amp;biscuits', discount: money(order.couponMinor) }]

const moneyOf = (shop: Shop) => (minor: number) => decimal(minor, shop.currency, shop.decimals)

/** Naive times: in the zone of the shop, and once more in UTC. */
function times(shop: Shop, name: string, ms: number | null): WireObject {
  const naive = (at: number) => new Date(at).toISOString().slice(0, 19)
  return {
    [name]: ms === null ? null : naive(ms + shop.zoneMs),
    [`${name}_gmt`]: ms === null ? null : naive(ms),
  }
}

function addressOf({ buyer }: Order): WireObject {
  const { address } = buyer
  return {
    ...{ first_name: buyer.firstName, last_name: buyer.lastName.replace("'", '&#8217;') },
    ...{ company: buyer.company?.replace('&', '&amp;') ?? '', address_1: address.line1 },
    ...{ address_2: address.line2 ?? '', city: address.city, state: address.regionCode },
    ...{ postcode: address.postalCode, country: address.countryCode },
  }
}

const linksOf = (shop: Shop, path: string): Wire => ({
  self: [{ href: `${shop.frame.url()}/wp-json/wc/v3/${path}` }],
})

function linePayload(shop: Shop, line: Line): WireObject {
  const money = moneyOf(shop)
  const { item, quantity } = line
  const { title, variantTitle, sku } = item.good
  return {
    ...{ id: line.id, name: nameOf(title, variantTitle), quantity, tax_class: '' },
    ...{ product_id: item.parentId || item.id, variation_id: item.parentId ? item.id : 0 },
    ...{ subtotal: money(line.subtotalMinor), subtotal_tax: money(line.taxMinor) },
    ...{ total: money(line.totalMinor), total_tax: money(line.taxMinor) },
    taxes: [{ id: 3, total: money(line.taxMinor), subtotal: money(line.taxMinor) }],
    meta_data: variantTitle === null ? [] : [{ id: line.id, key: 'choice', value: variantTitle }],
    // A float, with all that is wrong with floats.
    ...{ sku, price: new Literal(String(Number(money(line.totalMinor)) / quantity)) },
  }
}

const nameOf = (title: string, variant: string | null): string =>
  `${title.replaceAll('&', '&amp;')}${variant === null ? '' : ` &ndash; ${variant}`}`

/** Lines of a refund are below nothing, and name the line of the order in their fields. */
export function refundPayload(shop: Shop, order: Order, refund: Refund): WireObject {
  const money = moneyOf(shop)
  return {
    ...{ id: refund.id, ...times(shop, 'date_created', refund.atMs) },
    ...{ amount: money(refund.amountMinor), reason: refund.reason, refunded_by: 1 },
    ...{ refunded_payment: refund.isPaidBack, meta_data: [] },
    line_items: refund.lines.map((part) => ({
      ...linePayload(shop, part.line),
      ...{ id: part.id, quantity: 0 - part.quantity, total: money(0 - part.totalMinor) },
      ...{ subtotal: money(0 - part.totalMinor), total_tax: money(0), taxes: [] },
      meta_data: [{ id: part.id, key: '_refunded_item_id', value: String(part.line.id) }],
    })),
    _links: linksOf(shop, `orders/${order.id}/refunds/${refund.id}`),
  }
}

/** A simple product or a variation, with its pieces. */
export function itemPayload(shop: Shop, item: Item): WireObject {
  const { good, quantity } = item
  const price = decimal(good.pricesMinor[shop.currency] ?? 0, shop.currency, shop.decimals)
  return {
    id: item.id,
    ...(item.parentId ? {} : { name: nameOf(good.title, null), variations: [] }),
    ...times(shop, 'date_modified', item.modifiedMs),
    ...{ type: item.parentId ? 'variation' : 'simple', parent_id: item.parentId, sku: good.sku },
    global_unique_id: good.barcode ?? '',
    ...{ price, regular_price: price, manage_stock: quantity !== null, stock_quantity: quantity },
    stock_status: quantity === null || quantity > 0 ? 'instock' : 'outofstock',
    attributes: item.parentId ? [{ id: 0, name: 'Choice', option: good.variantTitle }] : [],
    _links: linksOf(shop, `products/${item.id}`),
  }
}

/** What has variations has no pieces of its own. */
export function productPayload(shop: Shop, productId: number): WireObject {
  const { title, items } = shop.products.get(productId)!
  if (items[0]?.parentId === 0) return itemPayload(shop, items[0])
  return {
    ...{ id: productId, name: nameOf(title, null), type: 'variable', parent_id: 0, sku: '' },
    ...{ manage_stock: false, stock_quantity: null, variations: items.map(({ id }) => id) },
    ...{ attributes: [], _links: linksOf(shop, `products/${productId}`) },
  }
}
