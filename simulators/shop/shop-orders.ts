import { type BasketLine, basketOf, type Buyer, buyerOf } from '../frame/buyers.ts'
import type { SimulatorClock } from '../frame/clock.ts'
import type { OrderChange, OrderTruth } from '../frame/control.ts'
import type { Good } from '../frame/goods.ts'
import type { Ledger } from '../frame/ledger.ts'
import type { Memory } from '../frame/memory.ts'
import type { Random } from '../frame/random.ts'

export type ShopOrder = {
  id: string
  number: string
  status: 'CREATED' | 'ACCEPTED' | 'READY' | 'PICKED_UP' | 'DELIVERED' | 'CANCELLED' | 'EXPIRED'
  createdAt: Date
  updatedAt: Date
  buyer: Buyer
  lines: BasketLine[]
  shippingMinor: number
  refunds: { id: string; amountMinor: number; at: Date }[]
}

const SHIPPING_MINOR = 2_500

export const itemsMinor = ({ lines }: ShopOrder): number =>
  lines.reduce((sum, { priceMinor, quantity }) => sum + priceMinor * quantity, 0)

export const totalMinor = (order: ShopOrder): number => itemsMinor(order) + order.shippingMinor

export const refundedMinor = ({ refunds }: ShopOrder): number =>
  refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0)

export const isEnded = ({ status }: ShopOrder): boolean =>
  status === 'CANCELLED' || status === 'EXPIRED'

/** It has left the shop. */
export const isSent = ({ status }: ShopOrder): boolean =>
  status === 'PICKED_UP' || status === 'DELIVERED'

type Parts = {
  clock: SimulatorClock
  random: Random
  ledger: Ledger
  goods: Good[]
  currency: string
  keep: Memory['keep']
  onChange(order: ShopOrder, what: 'created' | 'updated'): void
}

export type ShopOrders = ReturnType<typeof createShopOrders>

/** The orders of a small shop; each change gets a time that is later than the one before. */
export function createShopOrders(parts: Parts) {
  const { clock, random, ledger, goods, currency, keep, onChange } = parts
  const orders = keep('orders', new Map<string, ShopOrder>())
  const moveTo = (order: ShopOrder, status: ShopOrder['status']): boolean => {
    order.status = status
    return touched(order)
  }
  const touched = (order: ShopOrder): boolean => {
    order.updatedAt = new Date(Math.max(clock.now().getTime(), order.updatedAt.getTime() + 1))
    ledger.record('order.changed', { id: order.id, status: order.status })
    onChange(order, 'updated')
    return true
  }

  function refund(order: ShopOrder, amountMinor: number): boolean {
    if (isEnded(order) || refundedMinor(order) + amountMinor > totalMinor(order)) return false
    order.refunds.push({ id: random.digits(9), amountMinor, at: clock.now() })
    return touched(order)
  }

  /** One piece less, if there is one to spare that was not given back already. */
  function edit(order: ShopOrder): boolean {
    const line = order.lines.find(({ quantity }) => quantity > 1)
    if (!line || (order.status !== 'CREATED' && order.status !== 'ACCEPTED')) return false
    if (totalMinor(order) - line.priceMinor < refundedMinor(order)) return false
    line.quantity -= 1
    return touched(order)
  }

  return {
    orders,
    moveTo,
    make(): ShopOrder {
      const now = clock.now()
      const order: ShopOrder = {
        id: random.digits(18),
        number: `W-${1_000 + orders.size + 1}`,
        ...{ status: 'CREATED', createdAt: now, updatedAt: now, buyer: buyerOf(random) },
        lines: basketOf(random, goods, currency),
        ...{ shippingMinor: SHIPPING_MINOR, refunds: [] },
      }
      orders.set(order.id, order)
      for (const { good, quantity } of order.lines) {
        good.quantity = Math.max(0, good.quantity - quantity)
      }
      ledger.record('order.made', { id: order.id })
      onChange(order, 'created')
      return order
    },
    change(id: string, change: OrderChange): boolean {
      const order = orders.get(id)
      if (!order || isEnded(order)) return false
      if (change === 'cancel') return !isSent(order) && moveTo(order, 'CANCELLED')
      if (change === 'fulfil') return !isSent(order) && moveTo(order, 'PICKED_UP')
      if (change === 'refund') return refund(order, order.lines[0]!.priceMinor)
      return change === 'edit' && edit(order)
    },
  }
}

export function truthOf(order: ShopOrder, currency: string): OrderTruth {
  const units = order.lines.reduce((sum, { quantity }) => sum + quantity, 0)
  return {
    ...{ externalId: order.id, number: order.number, isTest: false, currency },
    lifecycle: isEnded(order) ? 'cancelled' : order.status === 'DELIVERED' ? 'closed' : 'open',
    grandTotalMinor: totalMinor(order),
    refundedMinor: refundedMinor(order),
    activeUnits: isEnded(order) ? 0 : units,
    fulfilledUnits: isSent(order) ? units : 0,
    updatedAt: order.updatedAt.toISOString(),
  }
}
