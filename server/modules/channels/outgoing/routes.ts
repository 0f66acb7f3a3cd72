import { findOrder } from '#orders'
import type { App } from '#platform/routes.ts'
import { OrderParams, OutgoingList } from '../contract.ts'
import { ChannelProblem } from '../problems.ts'
import { listOutgoing } from './store.ts'

export function outgoingRoutes(app: App): void {
  app.get('/orders/:orderId/outgoing', {
    config: { permission: 'orders.read' },
    schema: {
      tags: ['orders'],
      summary: 'Read what the platform of an order was told',
      description: 'Parcels and cancellations, and what came of each.',
      params: OrderParams,
      response: { 200: OutgoingList },
    },
    handler: async ({ ctx, params: { orderId } }) => {
      if (!(await findOrder(ctx.db, ctx.orgId, orderId))) throw ChannelProblem.order_not_found()
      const rows = await listOutgoing(ctx.db, ctx.orgId, orderId)
      return {
        outgoing: rows.map(({ id, kind, state, reference, problem, createdAt, updatedAt }) => ({
          ...{ id, kind, state, reference, problem },
          ...{ createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() },
        })),
      }
    },
  })
}
