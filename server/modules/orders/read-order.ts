import type { Ctx } from '#platform/context.ts'
import { findStore } from '#stores'
import type { OrderTimeline, OrderView } from './contract.ts'
import { foldOrder } from './fold.ts'
import type { Order } from './order.ts'
import { orderOf } from './order-rows.ts'
import { OrderProblem } from './problems.ts'
import { findSaid } from './channel/store.ts'
import { findOrder, listEvents, listLines } from './store.ts'
import { readWaits, type Waits } from './waits.ts'

export async function getOrder(ctx: Ctx, orderId: string): Promise<OrderView> {
  const order = await findOrder(ctx.db, ctx.orgId, orderId)
  if (!order) throw OrderProblem.order_not_found()
  const lines = await listLines(ctx.db, ctx.orgId, orderId)
  const now = orderOf(order, lines)
  return viewOf(ctx, now, { at: order.updatedAt, waits: await readWaits(ctx.db, ctx.orgId, now) })
}

/** Rebuilds the order from its history, as it stood at a moment of the past. */
export async function getOrderAt(ctx: Ctx, orderId: string, at: Date): Promise<OrderView> {
  const events = await listEvents(ctx.db, ctx.orgId, orderId)
  const past = events.filter((event) => event.at <= at)
  const order = foldOrder(past)
  const [first] = events
  if (!first) throw OrderProblem.order_not_found()
  if (!order) throw OrderProblem.order_not_here_yet({ since: first.at.toISOString() })
  return viewOf(ctx, order, { at: past.at(-1)!.at, waits: new Map() })
}

export async function getTimeline(ctx: Ctx, orderId: string): Promise<OrderTimeline> {
  const events = await listEvents(ctx.db, ctx.orgId, orderId)
  if (events.length === 0) throw OrderProblem.order_not_found()
  return {
    events: events.map(({ position, at, type, actorType, actorId, actorName, cause, data }) => ({
      ...{ position, at: at.toISOString(), type, cause, data },
      actor: { type: actorType, id: actorId, name: actorName },
    })),
  }
}

type Known = { at: Date; waits: Map<number, Waits> }

async function viewOf(ctx: Ctx, order: Order, { at, waits }: Known): Promise<OrderView> {
  const { id, number, externalId, status, lifecycle, payment, fulfilment, assignment } = order
  const { holds, currency, shippingAddress, note, tags, assigneeId, shipBy } = order
  const { placedAt, version } = order
  const { itemsMinor, discountMinor, shippingMinor, taxMinor, taxIncluded } = order
  const { otherMinor, cancelledMinor, grandTotalMinor, refundedMinor } = order
  const store = await findStore(ctx.db, ctx.orgId, order.storeId)
  const { flags, storeNumber } = await findSaid(ctx.db, ctx.orgId, id)
  const { platform = 'unknown', name = 'Unknown' } = store ?? {}
  return {
    ...{ id, number, externalId, storeNumber, status, holds },
    ...{ lifecycle, payment, fulfilment, assignment },
    ...{ currency, shippingAddress, note, tags, flags, assigneeId, shipBy, placedAt, version },
    ...{ test: order.isTest, sentByStore: order.isSentByStore },
    store: { id: order.storeId, platform, name },
    totals: {
      ...{ itemsMinor, discountMinor, shippingMinor, taxMinor, taxIncluded },
      ...{ otherMinor, cancelledMinor, grandTotalMinor, refundedMinor },
    },
    customer: { id: order.customerId, ...order.customer },
    lines: order.lines.map(({ line, ...rest }) => ({
      ...{ id: String(line), ...rest },
      waits: waits.get(line) ?? null,
    })),
    updatedAt: at.toISOString(),
  }
}
