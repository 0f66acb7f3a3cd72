import { type Buyer, basketOf, buyerOf } from '../frame/buyers.ts'
import type { Frame, SimulatorOptions } from '../frame/frame.ts'
import type { Good } from '../frame/goods.ts'

export type ShopOptions = SimulatorOptions & {
  consumerKey?: string
  consumerSecret?: string
  currency?: string
  /** A setting of the shop, and nothing that its currency decides. */
  decimals?: number
  /** The shop's own clock, from UTC. */
  zoneMin?: number
  /** WP-Cron: webhooks wait so long, and those of one order become one. */
  cronMs?: number
  /** Shops before 2024 answer 400 when they are to sort by the time of change. */
  sortsByModified?: boolean
}

/** A product, or one variation of it: what has a number of pieces. */
export type Item = {
  id: number
  parentId: number
  good: Good
  quantity: number | null
  modifiedMs: number
}

export type Line = {
  id: number
  item: Item
  quantity: number
  subtotalMinor: number
  totalMinor: number
  taxMinor: number
}

export type Refund = {
  id: number
  atMs: number
  amountMinor: number
  reason: string
  /** By the provider that took the money; otherwise it is only noted. */
  isPaidBack: boolean
  lines: { id: number; line: Line; quantity: number; totalMinor: number }[]
}

export type Order = {
  id: number
  status: string
  buyer: Buyer
  isGuest: boolean
  method: 'razorpay' | 'cod' | 'bacs'
  createdMs: number
  modifiedMs: number
  paidMs: number | null
  completedMs: number | null
  lines: Line[]
  couponMinor: number
  shippingMinor: number
  isStockReduced: boolean
  refunds: Refund[]
  notes: { id: number; note: string; customer_note: boolean; atMs: number }[]
  /** What plugins and programs keep with it. */
  meta: Map<string, string>
}

/** What is written before the JSON, or in place of it, by hosts that are not well. */
export type Noise = 'none' | 'byte_order_mark' | 'php_warning' | 'html'

export type Shop = {
  frame: Frame<WooEvent>
  currency: string
  decimals: number | undefined
  zoneMs: number
  items: Map<number, Item>
  products: Map<number, { title: string; items: Item[] }>
  orders: Map<number, Order>
  noise: Noise
  /** The owner of the webhooks may no longer see orders: what they carry is an error then. */
  isOwnerDemoted: boolean
  nextId(): number
  nowMs(): number
}

/** What a webhook is about; what it says is only known when it is delivered. */
export type WooEvent = { resource: 'order' | 'product'; id: number }

const TAX = 0.05

export function createShop(frame: Frame<WooEvent>, options: ShopOptions): Shop {
  const shop: Shop = {
    frame,
    currency: options.currency ?? 'INR',
    decimals: options.decimals,
    zoneMs: (options.zoneMin ?? 330) * 60_000,
    items: frame.keep('items', new Map()),
    products: frame.keep('products', new Map()),
    orders: frame.keep('orders', new Map()),
    ...{ noise: 'none', isOwnerDemoted: false },
    nextId: frame.nextNumber,
    nowMs: () => +frame.clock.now(),
  }
  addGoods(shop, frame.goods)
  return shop
}

/** Goods of one title are the variations of one product; one alone is a simple product. */
export function addGoods(shop: Shop, goods: readonly Good[]): void {
  for (const [title, members] of Map.groupBy(goods, (good) => good.title)) {
    const productId = shop.nextId()
    const isVariable = members.some((good) => good.variantTitle !== null)
    const items = members.map((good) => ({
      id: isVariable ? shop.nextId() : productId,
      parentId: isVariable ? productId : 0,
      ...{ good, quantity: good.quantity, modifiedMs: shop.nowMs() },
    }))
    shop.products.set(productId, { title, items })
    for (const item of items) shop.items.set(item.id, item)
  }
}

export function makeOrder(shop: Shop): Order {
  const { random } = shop.frame
  const nowMs = shop.nowMs()
  const method = random.pick(['razorpay', 'razorpay', 'cod', 'bacs'] as const)
  const goods = [...shop.items.values()]
  const basket = basketOf(
    random,
    goods.map(({ good }) => good),
    shop.currency,
  )
  const isOnSale = random.chance(0.2)
  const lines = basket.map(({ good, quantity, priceMinor }) => {
    const item = goods.find((candidate) => candidate.good === good)!
    return lineOf(shop.nextId(), item, quantity, priceMinor * quantity, isOnSale)
  })
  const order: Order = {
    ...{ id: shop.nextId(), status: method === 'bacs' ? 'on-hold' : 'processing', method },
    ...{ buyer: buyerOf(random), isGuest: random.chance(0.3), createdMs: nowMs, modifiedMs: nowMs },
    ...{ paidMs: method === 'razorpay' ? nowMs : null, completedMs: null, lines },
    couponMinor: lines.reduce((sum, line) => sum + line.subtotalMinor - line.totalMinor, 0),
    ...{ shippingMinor: random.pick([0, 5_000, 8_000]), isStockReduced: false },
    ...{ refunds: [], notes: [], meta: new Map() },
  }
  shop.orders.set(order.id, order)
  reduceStock(shop, order)
  shop.frame.ledger.record('order.made', { id: order.id, totalMinor: totalOf(order) })
  return order
}

export function lineOf(
  id: number,
  item: Item,
  quantity: number,
  subtotalMinor: number,
  isOnSale: boolean,
): Line {
  const totalMinor = isOnSale ? Math.round(subtotalMinor * 0.9) : subtotalMinor
  const taxMinor = Math.round(totalMinor * TAX)
  return { id, item, quantity, subtotalMinor, totalMinor, taxMinor }
}

export const taxOf = (order: Order): number =>
  order.lines.reduce((sum, line) => sum + line.taxMinor, 0)

export const totalOf = (order: Order): number =>
  order.lines.reduce((sum, line) => sum + line.totalMinor, 0) + order.shippingMinor + taxOf(order)

export const refundedOf = (order: Order): number =>
  order.refunds.reduce((sum, refund) => sum + refund.amountMinor, 0)

export const refundedUnits = (order: Order, line: Line): number =>
  order.refunds
    .flatMap((refund) => refund.lines)
    .filter((part) => part.line === line)
    .reduce((sum, part) => sum + part.quantity, 0)

/** WooCommerce takes its own sales off by itself. */
export function reduceStock(shop: Shop, order: Order): void {
  if (order.isStockReduced) return
  order.isStockReduced = true
  for (const { item, quantity } of order.lines) moveStock(shop, item, 0 - quantity, 'sold')
}

export function restoreStock(shop: Shop, order: Order): void {
  if (!order.isStockReduced) return
  order.isStockReduced = false
  for (const line of order.lines) {
    moveStock(shop, line.item, line.quantity - refundedUnits(order, line), 'cancelled')
  }
}

export function moveStock(shop: Shop, item: Item, by: number, why: string): void {
  if (item.quantity === null || by === 0) return
  item.quantity += by
  item.modifiedMs = shop.nowMs()
  const { sku } = item.good
  shop.frame.ledger.record(`stock.${why}`, { sku, by, quantity: item.quantity })
}
