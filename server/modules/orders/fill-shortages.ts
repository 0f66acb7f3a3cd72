import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import * as stock from '#stock'
import { changeOrderIn } from './change-order.ts'
import type { Order } from './order.ts'
import { listWaitingOrders } from './shortages.ts'
import { listLines, lockOrder } from './store.ts'

/**
 * Gives what has arrived to those who were sold it before there was any: the oldest order first,
 * each in a transaction of its own, until nothing is left. Running twice is the same as once.
 */
export async function fillShortages(ctx: Ctx, sku: string): Promise<void> {
  for (;;) {
    const waiting = await listWaitingOrders(ctx.db, ctx.orgId, sku)
    if (waiting.length === 0) return
    for (const orderId of waiting) {
      if (!(await fillOrder(ctx, orderId, sku))) return
    }
  }
}

/** Says whether the order has got all that it wanted: if not, nobody after it gets anything. */
async function fillOrder(ctx: Ctx, orderId: string, sku: string): Promise<boolean> {
  return inTransaction(ctx.db, async (tx) => {
    // The order's own row comes before the levels, as everywhere.
    await lockOrder(tx, ctx.orgId, orderId)
    const lines = await listLines(tx, ctx.orgId, orderId)
    const wants = lines
      .filter((line) => line.sku === sku && line.shortQuantity > 0)
      .map(({ line, shortQuantity }) => ({ line, sku, quantity: shortQuantity }))
    const takes = await stock.promise(ctx, tx, { reservationId: orderId, type: 'settled', wants })
    if (takes.length > 0) {
      const change = (order: Order) => filled(order, takes)
      await changeOrderIn(ctx, tx, { orderId, event: 'order.filled', data: { sku }, change })
    }
    return count(takes) === count(wants)
  })
}

function filled(order: Order, takes: stock.Take[]): Order {
  const lines = order.lines.map((line) => {
    const pieces = count(takes.filter((take) => take.line === line.line))
    return pieces === 0 ? line : { ...line, shortQuantity: line.shortQuantity - pieces }
  })
  const isShort = lines.some(({ shortQuantity }) => shortQuantity > 0)
  const holds = isShort ? order.holds : order.holds.filter((hold) => hold !== 'stock_short')
  return { ...order, lines, holds }
}

const count = (parts: { quantity: number }[]): number =>
  parts.reduce((sum, { quantity }) => sum + quantity, 0)
