import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { countStatus } from './counters.ts'
import { changeOf } from './fold.ts'
import type { Order } from './order.ts'
import { orderOf } from './order-rows.ts'
import { auditable } from './personal.ts'
import { OrderProblem } from './problems.ts'
import { listLines, lockOrder, saveLines, saveOrder } from './store.ts'

export type OrderChange = {
  orderId: string
  /** `order.past_participle`; where the outcome decides, by the order after it. */
  event: string | ((after: Order) => string)
  /** Said by the caller with `If-Match`: somebody else's change in between is a 412. */
  expectedVersion?: number | undefined
  /** Pure: the order after the change, or the very same one when there is nothing to do. */
  change: (order: Order) => Order
  /** What must be true at the same moment, such as stock; in the same transaction. */
  effects?: (tx: Tx, before: Order, after: Order) => Promise<void>
  /** More for the history and the jobs that follow, such as a reason. */
  data?: Record<string, unknown>
}

/** The only way an order changes: locked, decided, saved, counted and told in one commit. */
export async function changeOrder(ctx: Ctx, request: OrderChange): Promise<Order> {
  return inTransaction(ctx.db, (tx) => changeOrderIn(ctx, tx, request))
}

export async function changeOrderIn(ctx: Ctx, tx: Tx, request: OrderChange): Promise<Order> {
  const before = await takeOrder(ctx, tx, request.orderId)
  if (request.expectedVersion !== undefined && request.expectedVersion !== before.version) {
    throw OrderProblem.order_changed({ version: before.version })
  }
  const changed = request.change(before)
  if (changed === before) return before // Done before: nothing is done twice.

  const after = { ...changed, version: before.version + 1 }
  const at = await saveOrder(tx, ctx.orgId, after)
  await saveLines(tx, ctx.orgId, after.id, before.lines, after.lines)
  await request.effects?.(tx, before, after)
  // After the levels, as the engine does it: two orders of locks would be a circle.
  await countStatus(tx, ctx.orgId, before, after)
  const subject = { type: 'order', id: after.id }
  const event = typeof request.event === 'string' ? request.event : request.event(after)
  const change = changeOf(before, after)
  const data = { orderId: after.id, ...request.data, ...change }
  await ctx.emit(tx, { type: event, subject, data, at })
  const entry = { action: event, subject, ...auditable(change) }
  if (isByHand(ctx)) await audit.record(ctx, tx, entry)
  return after
}

/** Jobs and channels stand in the history; the audit log is about people and their keys. */
const isByHand = ({ actor }: Ctx): boolean => actor.type === 'user' || actor.type === 'key'

async function takeOrder(ctx: Ctx, tx: Tx, orderId: string): Promise<Order> {
  const row = await lockOrder(tx, ctx.orgId, orderId)
  if (!row) throw OrderProblem.order_not_found()
  return orderOf(row, await listLines(tx, ctx.orgId, orderId))
}
