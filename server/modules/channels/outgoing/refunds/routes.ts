import { requirePermission } from '#platform/http/require-permission.ts'
import type { App } from '#platform/routes.ts'
import {
  OrderParams,
  OutgoingParams,
  OutgoingView,
  PushAccepted,
  RefundableView,
  RefundOrderBody,
} from '../contract.ts'
import { askToPushAgain } from '../push-again.ts'
import { viewOfOutgoing } from '../view.ts'
import { askRefund } from './ask-refund.ts'
import { readRefundable } from './read-refundable.ts'
import { findRefunder } from './refunder.ts'

const tags = ['orders']
const permission = 'payments.refund'

export function refundRoutes(app: App): void {
  app.get('/orders/:orderId/refunds', {
    config: { permission },
    schema: {
      tags,
      summary: 'Read what can be given back of an order of a platform',
      description: 'What is on its way counts as given back. Or `why` nothing can be given back.',
      params: OrderParams,
      response: { 200: RefundableView },
    },
    handler: ({ ctx, params }) => readRefundable(ctx, params.orderId),
  })
  app.post('/orders/:orderId/refunds', {
    config: { permission, idempotency: 'required', rateLimitPerMinute: 60 },
    schema: {
      tags,
      summary: 'Give money of an order of a platform back',
      description:
        'The platform gives it back by the way it was paid, once, however often it must be asked; ' +
        'what became of it stands among what the platform was told. The same `Idempotency-Key` ' +
        'is the same refund for ever. `restock` needs the permission `returns.manage` as well.',
      params: OrderParams,
      body: RefundOrderBody,
      response: { 201: OutgoingView },
    },
    handler: async ({ ctx, params, body, headers }, reply) => {
      const refunder = await findRefunder(ctx, params.orderId)
      if (body.restock) requirePermission(ctx, 'returns.manage')
      const key = headers['idempotency-key'] as string
      const row = await askRefund(ctx, { refunder, key, body })
      return reply.code(201).send(await viewOfOutgoing(ctx, row))
    },
  })
  app.post('/orders/:orderId/refunds/:outgoingId/pushes', {
    config: { permission, rateLimitPerMinute: 60 },
    schema: {
      tags,
      summary: 'Push again a refund that the platform had refused',
      description: 'As long as that much can still be given back.',
      params: OutgoingParams,
      response: { 202: PushAccepted },
    },
    handler: async ({ ctx, params }, reply) => {
      await askToPushAgain(ctx, { ...params, of: 'money' })
      return reply.code(202).send({ accepted: true })
    },
  })
}
