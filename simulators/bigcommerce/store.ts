import { type Buyer, basketOf, buyerOf } from '../frame/buyers.ts'
import type { Frame, SimulatorOptions } from '../frame/frame.ts'
import type { Good } from '../frame/goods.ts'

export type StoreOptions = SimulatorOptions & {
  storeHash?: string
  accessToken?: string
  clientSecret?: string
  currency?: string
  /** What buyers see when it is another currency than that of the transaction. */
  shownCurrency?: string
  /** Calls in each window of 30 seconds, for all apps of the store together. */
  quota?: number
  /** An adjustment of the inventory is taken at once and is there so much later. */
  inventoryDelayMs?: number
  baskets?: number
  /** Time stamps of signatures; they are judged by the receiver's clock and not by this one. */
  stamp?: () => Date
}

export type Item = { productId: number; variantId: number; good: Good; quantity: number }

export type Line = {
  id: number
  addressId: number
  parentId: number | null
  item: Item
  quantity: number
  shipped: number
  refunded: number
  priceMinor: number
  discountMinor: number
  taxMinor: number
}

export type Shipment = {
  id: number
  addressId: number
  atMs: number
  tracking: string
  provider: string
  comments: string
  items: { line: Line; quantity: number }[]
}

export type Refund = {
  id: number
  atMs: number
  amountMinor: number
  reason: string | null
  items: { type: string; id: number; quantity: number; amountMinor: number }[]
  payments: { provider: string; amountMinor: number; offline: boolean }[]
  /** By the provider, after BigCommerce had taken it. */
  isDeclined: boolean
}

export type Order = {
  id: number
  statusId: number
  buyer: Buyer
  isGuest: boolean
  method: string
  createdMs: number
  modifiedMs: number
  lines: Line[]
  /** One, or two when parts of the order go to somebody else. */
  addresses: { id: number; buyer: Buyer }[]
  shippingMinor: number
  coupon: string | null
  shipments: Shipment[]
  refunds: Refund[]
  /** Taken off the list by the merchant; nothing of it is lost. */
  isArchived: boolean
}

/** What a hook tells: a scope and an id, and nothing of what happened. */
export type BigEvent = { data: Record<string, unknown> }

export type Store = {
  frame: Frame<BigEvent>
  hash: string
  currency: string
  shownCurrency: string
  inventoryDelayMs: number
  /** How many of them make up one order: a restaurant buys hundreds of lines at once. */
  baskets: number
  items: Item[]
  orders: Map<number, Order>
  nextId(): number
  nowMs(): number
}

const TAX = 0.1

export function createStore(frame: Frame<BigEvent>, options: StoreOptions): Store {
  const { storeHash = 'simstore', currency = 'USD', inventoryDelayMs = 5_000 } = options
  const store: Store = {
    ...{ frame, hash: storeHash, currency, inventoryDelayMs },
    shownCurrency: options.shownCurrency ?? currency,
    baskets: options.baskets ?? 1,
    items: frame.keep('items', []),
    orders: frame.keep('orders', new Map()),
    nextId: frame.nextNumber,
    nowMs: () => +frame.clock.now(),
  }
  addGoods(store, frame.goods)
  return store
}

/** Goods of one title are the variants of one product. */
export function addGoods(store: Store, goods: readonly Good[]): void {
  for (const members of Map.groupBy(goods, (good) => good.title).values()) {
    const productId = store.nextId()
    for (const good of members) {
      const variantId = store.nextId()
      store.items.push({ productId, variantId, good, quantity: good.quantity })
    }
  }
}

/** The shopper stands on the page for paying: there is an order already, of the status 0. */
export function beginOrder(store: Store): Order {
  const { random } = store.frame
  const buyer = buyerOf(random)
  const addresses = [{ id: store.nextId(), buyer }]
  if (random.chance(0.2)) addresses.push({ id: store.nextId(), buyer: buyerOf(random) })
  const coupon = random.chance(0.2) ? 'RAIN10' : null
  const nowMs = store.nowMs()
  const order: Order = {
    ...{ id: store.nextId(), statusId: 0, buyer, isGuest: random.chance(0.3), createdMs: nowMs },
    ...{ modifiedMs: nowMs, method: random.pick(['Braintree', 'Braintree', 'Cash']), coupon },
    ...{ lines: linesOf(store, addresses, coupon), addresses, shippingMinor: 0 },
    ...{ shipments: [], refunds: [], isArchived: false },
  }
  order.shippingMinor = random.pick([0, 500, 1_200])
  store.orders.set(order.id, order)
  return order
}

function linesOf(store: Store, addresses: Order['addresses'], coupon: string | null): Line[] {
  const { random } = store.frame
  const goods = store.items.map(({ good }) => good)
  const basket = Array.from({ length: store.baskets }, () => {
    return basketOf(random, goods, store.currency)
  }).flat()
  const lines = basket.map(({ good, quantity, priceMinor }, index) => {
    const item = store.items.find((candidate) => candidate.good === good)!
    const addressId = addresses[index % addresses.length]!.id
    return newLine(store, { item, quantity, priceMinor, addressId, coupon, parentId: null })
  })
  const parent = lines[0]
  if (!parent || !random.chance(0.15)) return lines
  // A pick list: the part is a line of its own that costs nothing.
  const item = random.pick(store.items)
  const { addressId, quantity, id: parentId } = parent
  return [...lines, newLine(store, { item, quantity, priceMinor: 0, addressId, coupon, parentId })]
}

type NewLine = Pick<Line, 'item' | 'quantity' | 'priceMinor' | 'addressId' | 'parentId'> & {
  coupon: string | null
}

function newLine(store: Store, { coupon, ...given }: NewLine): Line {
  const line = {
    ...given,
    id: store.nextId(),
    ...{ shipped: 0, refunded: 0 },
    discountMinor: 0,
    taxMinor: 0,
  }
  return priced(line, coupon !== null)
}

/** The line with its discount and tax for as many pieces as it has now. */
export function priced(line: Line, isDiscounted: boolean): Line {
  const beforeMinor = line.priceMinor * line.quantity
  line.discountMinor = isDiscounted ? Math.round(beforeMinor * 0.1) : 0
  line.taxMinor = Math.round((beforeMinor - line.discountMinor) * TAX)
  return line
}

export const sumOf = (order: Order, of: (line: Line) => number): number =>
  order.lines.reduce((sum, line) => sum + of(line), 0)

export const discountOf = (order: Order): number => sumOf(order, (line) => line.discountMinor)
export const taxOf = (order: Order): number => sumOf(order, (line) => line.taxMinor)
export const subtotalOf = (order: Order): number =>
  sumOf(order, (line) => line.priceMinor * line.quantity)

export const totalOf = (order: Order): number =>
  subtotalOf(order) - discountOf(order) + order.shippingMinor + taxOf(order)

export const refundedOf = (order: Order): number =>
  order.refunds.reduce((sum, { isDeclined, amountMinor }) => {
    return isDeclined ? sum : sum + amountMinor
  }, 0)

export function moveStock(store: Store, item: Item, by: number, why: string): void {
  item.quantity += by
  const { sku } = item.good
  store.frame.ledger.record(`stock.${why}`, { sku, by, quantity: item.quantity })
}
