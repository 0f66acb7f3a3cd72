import { etagOf, IfMatch, readIfMatch } from '#platform/http/etag.ts'
import type { App } from '#platform/routes.ts'
import {
  ChangeOrderView,
  CreateOrderView,
  OrderViewList,
  OrderViewParams,
  SavedOrderView,
} from '../contract.ts'
import { changeView, createView, deleteView, readView, readViews } from './change-views.ts'

const config = { permission: 'orders.read' }
const tags = ['order views']

export function viewRoutes(app: App): void {
  readRoutes(app)
  changeRoutes(app)
}

function readRoutes(app: App): void {
  app.get('/order-views', {
    config,
    schema: {
      tags,
      summary: 'List saved views of orders',
      description: 'Your own, and those that others share with everybody who may see orders.',
      response: { 200: OrderViewList },
    },
    handler: async ({ ctx }) => ({ views: await readViews(ctx) }),
  })
  app.get('/order-views/:viewId', {
    config,
    schema: {
      tags,
      summary: 'Read a saved view',
      params: OrderViewParams,
      response: { 200: SavedOrderView },
    },
    handler: async ({ ctx, params }, reply) => {
      const view = await readView(ctx, params.viewId)
      return reply.header('etag', etagOf(view.version)).send(view)
    },
  })
}

function changeRoutes(app: App): void {
  app.post('/order-views', {
    config: { ...config, idempotency: 'optional' },
    schema: {
      tags,
      summary: 'Save a view',
      description: 'A filter with a name, the order of the list, and which columns it shows.',
      body: CreateOrderView,
      response: { 201: SavedOrderView },
    },
    handler: async ({ ctx, body }, reply) => {
      const view = await createView(ctx, body)
      return reply.code(201).header('etag', etagOf(view.version)).send(view)
    },
  })
  app.patch('/order-views/:viewId', {
    config,
    schema: {
      tags,
      summary: 'Change a saved view',
      description: 'A shared one is changed by its owner, or with the permission settings.edit.',
      params: OrderViewParams,
      headers: IfMatch,
      body: ChangeOrderView,
      response: { 200: SavedOrderView },
    },
    handler: async (request, reply) => {
      const { ctx, params, body } = request
      const expectedVersion = readIfMatch(request)
      const view = await changeView(ctx, { ...params, expectedVersion, change: body })
      return reply.header('etag', etagOf(view.version)).send(view)
    },
  })
  app.delete('/order-views/:viewId', {
    config,
    schema: {
      tags,
      summary: 'Delete a saved view',
      params: OrderViewParams,
      headers: IfMatch,
      response: { 204: {} },
    },
    handler: async (request, reply) => {
      const expectedVersion = readIfMatch(request)
      await deleteView(request.ctx, { ...request.params, expectedVersion })
      return reply.code(204).send()
    },
  })
}
