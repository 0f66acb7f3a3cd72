import type { Buyer } from '../frame/buyers.ts'
import type { Good } from '../frame/goods.ts'
import type { Frame } from '../frame/frame.ts'

export type Variant = {
  good: Good
  productId: bigint
  variantId: bigint
  inventoryItemId: bigint
  isTracked: boolean
  /** At the primary location; nothing is stocked at the other one. */
  available: number
}

export type Line = {
  id: bigint
  variant: Variant | null
  title: string
  quantity: number
  /** Given back, cancelled or edited away. */
  removed: number
  fulfilled: number
  priceMinor: number
  discountMinor: number
  taxMinor: number
}

export type Transaction = {
  id: bigint
  kind: 'sale' | 'refund'
  parentId: bigint | null
  amountMinor: number
  atMs: number
}

export type RefundLine = { id: bigint; line: Line; quantity: number; restockType: string }
export type Refund = {
  id: bigint
  atMs: number
  note: string | null
  lines: RefundLine[]
  transactions: Transaction[]
}

export type Fulfillment = {
  id: bigint
  atMs: number
  tracking: { number: string | null; company: string | null; url: string | null }
  lines: { line: Line; quantity: number }[]
}

export type Order = {
  id: bigint
  number: number
  isTest: boolean
  currency: string
  /** What one unit of the shop's currency is in the buyer's, where that is another one. */
  shown: { currency: string; rate: number } | null
  buyer: Buyer
  isGuest: boolean
  /** Goods without a parcel have no address. */
  hasAddress: boolean
  lines: Line[]
  fulfillmentOrderId: bigint
  isOnHold: boolean
  code: string | null
  shippingMinor: number
  tipMinor: number
  gateway: string
  note: string | null
  transactions: Transaction[]
  refunds: Refund[]
  fulfillments: Fulfillment[]
  createdMs: number
  updatedMs: number
  cancelledMs: number | null
  cancelReason: string | null
  closedMs: number | null
}

export type Shop = {
  domain: string
  name: string
  currency: string
  accessToken: string
  scopes: Set<string>
  locations: { primary: bigint; other: bigint }
  variants: Variant[]
  orders: Map<bigint, Order>
  /** Identifiers grow, have more digits than a double can hold, and never repeat. */
  newId(): bigint
}

const SCOPES = [
  ...['read_orders', 'write_orders', 'read_all_orders', 'read_products', 'read_inventory'],
  ...['write_inventory', 'read_locations', 'write_merchant_managed_fulfillment_orders'],
]

export type ShopOptions = { domain?: string; currency?: string; accessToken?: string }

type Parts = Pick<Frame<never>, 'random' | 'goods' | 'keep'>

export function createShop({ random, goods, keep }: Parts, options: ShopOptions): Shop {
  const ids = keep('ids', { last: 6_000_000_000_000_000_000n + BigInt(random.digits(9)) })
  const newId = () => (ids.last += BigInt(random.between(1, 999)))
  const locations = keep('locations', { primary: newId(), other: newId() })
  const shop: Shop = {
    domain: options.domain ?? 'simulated.myshopify.com',
    name: 'Simulated Goods',
    currency: options.currency ?? 'USD',
    accessToken: options.accessToken ?? 'shpat_simulated',
    scopes: new Set(SCOPES),
    locations,
    variants: keep('variants', []),
    orders: keep('orders', new Map()),
    newId,
  }
  addGoods(shop, goods)
  return shop
}

/** Variants of one title are one product. */
export function addGoods(shop: Shop, goods: readonly Good[]): void {
  for (const good of goods) {
    const sibling = shop.variants.find((variant) => variant.good.title === good.title)
    shop.variants.push({
      good,
      productId: sibling?.productId ?? shop.newId(),
      variantId: shop.newId(),
      inventoryItemId: shop.newId(),
      isTracked: true,
      available: good.quantity,
    })
  }
}

export const activeOf = (line: Line): number => line.quantity - line.removed
export const openOf = (line: Line): number => Math.max(0, activeOf(line) - line.fulfilled)

const sum = <One>(all: readonly One[], amount: (one: One) => number): number =>
  all.reduce((total, one) => total + amount(one), 0)

export function totalsOf(order: Order) {
  const itemsMinor = sum(order.lines, ({ priceMinor, quantity }) => priceMinor * quantity)
  const discountMinor = sum(order.lines, (line) => line.discountMinor)
  const taxMinor = sum(order.lines, (line) => line.taxMinor)
  const goneMinor = sum(order.lines, (line) => valueOf(line, line.removed))
  const paidMinor = sum(order.transactions, (one) => (one.kind === 'sale' ? one.amountMinor : 0))
  const refundedMinor = sum(order.transactions, (one) =>
    one.kind === 'refund' ? one.amountMinor : 0,
  )
  const totalMinor = itemsMinor - discountMinor + taxMinor + order.shippingMinor + order.tipMinor
  return {
    ...{ itemsMinor, discountMinor, taxMinor, paidMinor, refundedMinor, totalMinor },
    currentMinor: totalMinor - goneMinor,
    units: sum(order.lines, activeOf),
    fulfilledUnits: sum(order.lines, ({ fulfilled }) => fulfilled),
  }
}

/** What so many pieces of a line were worth to the buyer, with their tax. */
export const valueOf = (line: Line, quantity: number): number =>
  netOf(line, quantity) + Math.round((line.taxMinor * quantity) / line.quantity)

export const netOf = (line: Line, quantity: number): number =>
  line.priceMinor * quantity - Math.round((line.discountMinor * quantity) / line.quantity)

export function financialStatusOf(order: Order): string {
  const { paidMinor, refundedMinor } = totalsOf(order)
  if (paidMinor === 0) return order.cancelledMs === null ? 'pending' : 'voided'
  if (refundedMinor === 0) return 'paid'
  return refundedMinor < paidMinor ? 'partially_refunded' : 'refunded'
}

export function fulfillmentStatusOf(order: Order): string | null {
  const sent = order.lines.filter(({ fulfilled }) => fulfilled > 0)
  if (sent.length === 0) return order.cancelledMs === null ? null : 'restocked'
  return order.lines.every((line) => openOf(line) === 0) ? 'fulfilled' : 'partial'
}
