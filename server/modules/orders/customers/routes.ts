import { Readable } from 'node:stream'
import type { App, Routes } from '#platform/routes.ts'
import { z } from 'zod'
import {
  CustomerOrderPage,
  CustomerOrderQuery,
  CustomerParams,
  CustomerSummary,
} from './contract.ts'
import { readOrdersOf, readOwnOrders, summarise } from './customer-orders.ts'
import { exportCustomer, exportOwn } from './export-customer.ts'

const tags = ['customers']
/** It is sent as it is read, order by order. */
const described = { response: { 200: z.looseObject({}) } }

/** What a customer has bought. */
export const customerOrderRoutes: Routes = (app) => {
  listRoutes(app)
  app.get('/customers/:customerId/summary', {
    config: { permission: 'customers.read' },
    schema: {
      tags,
      summary: 'Read what a customer has bought in all',
      description: 'In each currency, across all channels, with the addresses it went to.',
      params: CustomerParams,
      response: { 200: CustomerSummary },
    },
    handler: ({ ctx, params }) => summarise(ctx, params.customerId),
  })

  app.get('/customers/:customerId/export', {
    config: { permission: 'customers.export', rateLimitPerMinute: 30, described },
    schema: {
      tags,
      summary: 'Export everything that is known about a customer',
      description:
        'One JSON document: the person, addresses, and all orders with lines, notes and history.',
      params: CustomerParams,
    },
    handler: async ({ ctx, params: { customerId } }, reply) => {
      const document = await exportCustomer(ctx, customerId)
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="customer-${customerId}.json"`)
        .send(Readable.from(document))
    },
  })
}

function listRoutes(app: App): void {
  app.get('/customers/:customerId/orders', {
    config: { permission: 'customers.read' },
    schema: {
      tags,
      summary: 'List the orders of a customer',
      description: 'Newest first, with those of everybody who was merged into this customer.',
      params: CustomerParams,
      querystring: CustomerOrderQuery,
      response: { 200: CustomerOrderPage },
    },
    handler: ({ ctx, params, query }) => readOrdersOf(ctx, params.customerId, query),
  })

  app.get('/me/orders', {
    config: { permission: 'orders.read_own' },
    schema: {
      tags,
      summary: 'List one’s own orders',
      description: 'Those that were placed with this login, newest first.',
      querystring: CustomerOrderQuery,
      response: { 200: CustomerOrderPage },
    },
    handler: ({ ctx, query }) => readOwnOrders(ctx, query),
  })

  app.get('/me/export', {
    config: { permission: 'customers.export_own', rateLimitPerMinute: 10, described },
    schema: {
      tags,
      summary: 'Export everything that is stored about oneself',
      description:
        'One JSON document: profile, addresses, and all orders with what happened to them.',
    },
    handler: async ({ ctx }, reply) => {
      const document = await exportOwn(ctx)
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', 'attachment; filename="my-data.json"')
        .send(Readable.from(document))
    },
  })
}
