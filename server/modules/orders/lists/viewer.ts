import { listIdsOf } from '#customers'
import type { Ctx } from '#platform/context.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import { listStores, type Store } from '#stores'
import { isCustomer, ownCustomerIds } from '../own-orders.ts'
import type { OrderFilter } from './contract.ts'

/** Who looks, and what the names in the filter stand for. */
export type Viewer = {
  stores: Store[]
  actorId: string | null
  /** The customer of the filter, with all who were merged into them. */
  customerIds?: string[] | undefined
  /** Of somebody who may see no other orders than their own. */
  ownCustomerIds?: string[] | undefined
}

/** Refuses those who may see no orders at all, and customers who ask what staff think of theirs. */
export async function viewerOf(ctx: Ctx, filter: OrderFilter): Promise<Viewer> {
  const { db, orgId, permissions, actor } = ctx
  const { customer, tag, hold, assignee } = filter
  const isOwn = isCustomer(ctx, 'read')
  const asksStaff = tag !== undefined || hold !== undefined || assignee !== undefined
  if (isOwn ? asksStaff : !permissions.has('orders.read')) {
    throw HttpProblem.forbidden({ permission: 'orders.read' })
  }
  const [stores, customerIds, own] = await Promise.all([
    listStores(db, orgId),
    customer === undefined ? undefined : listIdsOf(db, orgId, customer),
    isOwn ? ownCustomerIds(ctx) : undefined,
  ])
  return { stores, actorId: actor.id, customerIds, ownCustomerIds: own }
}
