import { asCustomer } from '#customers'
import { etagOf, IfMatch, readIfMatch } from '#platform/http/etag.ts'
import type { Routes } from '#platform/routes.ts'
import { bulkRoutes } from './bulk/routes.ts'
import {
  AfterChange,
  AtQuery,
  CancelOrderBody,
  ChangeStatusBody,
  KeyHeader,
  OrderParams,
  OrderStatusView,
  OrderTimeline,
  OrderView,
  ParcelList,
  PlaceOrderBody,
} from './contract.ts'
import { deskRoutes } from './desk-routes.ts'
import type { OrderEngine } from './engine/engine.ts'
import { isCustomer, refuseForeign, shownTo } from './own-orders.ts'
import { placeOrder } from './place-order.ts'
import { getOrder, getOrderAt, getTimeline } from './read-order.ts'
import { readParcels } from './read-parcels.ts'
import { requireStep } from './step-permission.ts'
import { stepAndShow } from './step-and-show.ts'
import { stepToStatus } from './step-to-status.ts'

export const orderRoutes =
  (engine: OrderEngine): Routes =>
  (app) => {
    app.post('/orders', {
      config: {
        ...({ permission: 'orders.place', own: true } as const),
        answers: {
          200: 'The order as it stands: this request has placed it before.',
          201: 'The order, placed.',
        },
      },
      schema: {
        tags: ['orders'],
        summary: 'Place an order',
        description:
          'Takes the stock, writes the order and starts the payment in one step, or refuses it ' +
          'whole. With an `Idempotency-Key` the same order may be sent again and is placed once: ' +
          'the repeat is answered 200 with the order as it stands.',
        headers: KeyHeader,
        body: PlaceOrderBody,
        response: { 200: OrderView, 201: OrderView },
      },
      handler: async (request, reply) => {
        const key = request.headers['idempotency-key']
        const { order, created } = await placeOrder(request.ctx, engine, request.body, key)
        // It was made a moment ago, with nothing but what the schema names: see `viewOfPlaced`.
        if (created) reply.type('application/json; charset=utf-8').serializer(JSON.stringify)
        return reply
          .code(created ? 201 : 200)
          .header('etag', etagOf(order.version))
          .send(shownTo(request.ctx, order))
      },
    })
    readRoutes(app)
    changeRoutes(app)
    deskRoutes(app)
    bulkRoutes(app)
  }

const readRoutes: (app: Parameters<Routes>[0]) => void = (app) => {
  app.get('/orders/:orderId', {
    config: { permission: 'orders.read', own: true },
    schema: {
      tags: ['orders'],
      summary: 'Read an order',
      description: 'With `at`, the order as it stood at that moment, rebuilt from its history.',
      params: OrderParams,
      querystring: AtQuery,
      response: { 200: OrderView },
    },
    handler: async ({ ctx, params, query }, reply) => {
      const { orderId } = params
      await refuseForeign(ctx, 'read', orderId)
      const order = await (query.at
        ? getOrderAt(ctx, orderId, new Date(query.at))
        : getOrder(ctx, orderId))
      return reply.header('etag', etagOf(order.version)).send(shownTo(ctx, order))
    },
  })

  app.get('/orders/:orderId/status', {
    config: { permission: 'orders.read', own: true },
    schema: {
      tags: ['orders'],
      summary: 'Read where an order stands',
      params: OrderParams,
      response: { 200: OrderStatusView },
    },
    handler: async ({ ctx, params: { orderId } }) => {
      await refuseForeign(ctx, 'read', orderId)
      return shownTo(ctx, await getOrder(ctx, orderId))
    },
  })

  app.get('/orders/:orderId/parcels', {
    config: { permission: 'orders.read', own: true },
    schema: {
      tags: ['orders'],
      summary: 'Read what of an order was sent',
      description:
        'Each parcel with its pieces, its carrier and its tracking, the oldest first. What a ' +
        'platform has sent itself is without tracking.',
      params: OrderParams,
      response: { 200: ParcelList },
    },
    handler: async ({ ctx, params: { orderId } }) => {
      await refuseForeign(ctx, 'read', orderId)
      return readParcels(ctx, orderId)
    },
  })

  app.get('/orders/:orderId/events', {
    config: { permission: 'orders.read' },
    schema: {
      tags: ['orders'],
      summary: 'Read the history of an order',
      description: 'What happened, when, by whom and why, oldest first.',
      params: OrderParams,
      response: { 200: OrderTimeline },
    },
    handler: ({ ctx, params }) => getTimeline(ctx, params.orderId),
  })
}

const changeRoutes: (app: Parameters<Routes>[0]) => void = (app) => {
  app.put('/orders/:orderId/cancel', {
    config: { permission: 'orders.cancel', own: true },
    schema: {
      tags: ['orders'],
      summary: 'Cancel an order',
      description: 'Gives its stock back at once. Cancelling twice is the same as cancelling once.',
      params: OrderParams,
      headers: IfMatch,
      body: CancelOrderBody,
      response: { 200: AfterChange },
    },
    handler: async (request, reply) => {
      const { ctx, params, body } = request
      await refuseForeign(ctx, 'cancel', params.orderId)
      const by = isCustomer(ctx, 'cancel') ? asCustomer(ctx) : ctx
      const step = { type: 'cancel', reason: body.reason } as const
      const expectedVersion = readIfMatch(request)
      return stepAndShow(reply, by, { ...params, step, expectedVersion })
    },
  })

  const status = {
    config: { permission: 'orders.edit' },
    schema: {
      tags: ['orders'],
      summary: 'Take an order to another status',
      description:
        'Needs the right for the step as well: `shipping.manage` for SHIPPED, `orders.cancel` for ' +
        'CANCELLED, `returns.manage` for RETURNED. A status that cannot be reached from here is ' +
        'refused with the steps that are open. With `If-Match`, a change that somebody else made ' +
        'in between is refused.',
      params: OrderParams,
      headers: IfMatch,
      body: ChangeStatusBody,
      response: { 200: AfterChange },
    },
  } as const
  for (const [method, url] of [
    ['PATCH', '/orders/:orderId/status'],
    ['PUT', '/admin/orders/:orderId/status'],
  ] as const) {
    app.route({
      ...{ method, url, ...status },
      handler: (request, reply) => {
        const { ctx, params, body } = request
        const step = stepToStatus(body)
        requireStep(ctx, step)
        const expectedVersion = readIfMatch(request)
        return stepAndShow(reply, ctx, { orderId: params.orderId, step, expectedVersion })
      },
    })
  }
}
