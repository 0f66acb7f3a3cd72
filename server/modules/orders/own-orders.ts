import * as customers from '#customers'
import type { Ctx } from '#platform/context.ts'
import type { ChangedOrder, OrderView } from './contract.ts'
import { OrderProblem } from './problems.ts'
import { findOrder } from './store.ts'

const RIGHTS = ['read', 'place', 'cancel'] as const
type Right = (typeof RIGHTS)[number]

/** Whether it is a customer who asks: somebody with no right but that to their own orders. */
export const isCustomer = ({ permissions }: Ctx, right: Right): boolean =>
  permissions.has(`orders.${right}_own`) && !permissions.has(`orders.${right}`)

/** The order of somebody else does not exist for a customer. */
export async function refuseForeign(
  ctx: Ctx,
  right: 'read' | 'cancel',
  orderId: string,
): Promise<void> {
  if (!isCustomer(ctx, right)) return
  const order = await findOrder(ctx.db, ctx.orgId, orderId)
  if (!(await isTheirs(ctx, order?.customerId))) throw OrderProblem.order_not_found()
}

async function isTheirs(ctx: Ctx, customerId: string | null | undefined): Promise<boolean> {
  return (await ownCustomerIds(ctx)).some((id) => id === customerId)
}

/** The rows of customers that are whoever is signed in; keys and jobs are nobody's. */
export const ownCustomerIds = async ({ db, orgId, actor }: Ctx): Promise<string[]> =>
  actor.type === 'user' ? customers.listCustomerIdsOf(db, orgId, actor.id) : []

/** What staff think about an order is not for the customer, by whichever right they ask. */
export function shownTo(ctx: Ctx, order: OrderView): OrderView {
  const isOwn = RIGHTS.some((right) => isCustomer(ctx, right))
  if (!isOwn || ctx.permissions.has('orders.read')) return order
  return { ...order, tags: [], holds: [], assigneeId: null, shipBy: null }
}

/** The right to change an order is not the right to see it: then only that it is changed. */
export async function shownAfterChange(
  ctx: Ctx,
  order: OrderView,
): Promise<OrderView | ChangedOrder> {
  const mayRead = isCustomer(ctx, 'read')
    ? await isTheirs(ctx, order.customer.id)
    : ctx.permissions.has('orders.read')
  if (mayRead) return shownTo(ctx, order)
  const { id, number, status, version } = order
  return { id, number, status, version }
}
