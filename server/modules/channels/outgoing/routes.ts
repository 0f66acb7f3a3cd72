import { findOrder } from '#orders'
import type { App } from '#platform/routes.ts'
import { OrderParams, OutgoingList, OutgoingParams, PushAccepted } from './contract.ts'
import { ChannelProblem } from '../problems.ts'
import { askToPushAgain } from './push-again.ts'
import { refundRoutes } from './refunds/routes.ts'
import { listOutgoing } from './store.ts'
import { viewOfOutgoing } from './view.ts'

export function outgoingRoutes(app: App): void {
  refundRoutes(app)
  app.get('/orders/:orderId/outgoing', {
    config: { permission: 'orders.read' },
    schema: {
      tags: ['orders'],
      summary: 'Read what the platform of an order was told',
      description: 'Parcels, cancellations and refunds, and what came of each.',
      params: OrderParams,
      response: { 200: OutgoingList },
    },
    handler: async ({ ctx, params: { orderId } }) => {
      if (!(await findOrder(ctx.db, ctx.orgId, orderId))) throw ChannelProblem.order_not_found()
      const rows = await listOutgoing(ctx.db, ctx.orgId, orderId)
      return { outgoing: await Promise.all(rows.map((row) => viewOfOutgoing(ctx, row))) }
    },
  })
  app.post('/orders/:orderId/outgoing/:outgoingId/pushes', {
    config: { permission: 'channels.manage', rateLimitPerMinute: 60 },
    schema: {
      tags: ['orders'],
      summary: 'Push again what the platform of an order had refused',
      description:
        'Also what still waits although its job has failed for good. A parcel loses the pieces ' +
        'that another parcel has told of meanwhile. A refund has an address of its own, as it ' +
        'needs another permission.',
      params: OutgoingParams,
      response: { 202: PushAccepted },
    },
    handler: async ({ ctx, params }, reply) => {
      await askToPushAgain(ctx, params)
      return reply.code(202).send({ accepted: true })
    },
  })
}
