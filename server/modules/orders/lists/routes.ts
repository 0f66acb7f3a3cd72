import { CSV_REPLY, CsvChoice } from '#platform/csv/csv-body.ts'
import { sendCsv } from '#platform/csv/send-csv.ts'
import type { App, Routes } from '#platform/routes.ts'
import {
  CountOrdersQuery,
  ExportOrdersQuery,
  ListOrdersQuery,
  OrderCounts,
  OrderPage,
  OversoldList,
} from './contract.ts'
import { listOversold } from '../shortages.ts'
import { countOrders } from './count-orders.ts'
import { exportOrders } from './export-orders.ts'
import { listOrders } from './list-orders.ts'
import { viewRoutes } from './views/routes.ts'

const tags = ['orders']

export const orderListRoutes: Routes = (app) => {
  listRoutes(app)
  countRoutes(app)
  exportRoutes(app)
  viewRoutes(app)
}

function listRoutes(app: App): void {
  const schema = {
    tags,
    summary: 'List orders',
    description:
      'Filters combine freely. Go on with `cursor`, which costs the same at any depth and neither ' +
      'doubles nor skips; `page` works near the beginning. `total` is exact where it is kept, ' +
      'otherwise it says "at least". To follow what changes, ask with `updatedFrom`, by updatedAt, ' +
      'asc, and begin each time a minute before the last change that was seen: a change has the ' +
      'moment at which it was made, and is there once it is committed. Customers see their own ' +
      'orders.',
    querystring: ListOrdersQuery,
    response: { 200: OrderPage },
  }
  // Staff see all, customers their own: which of the two, the list finds out.
  for (const [url, permission] of [
    ['/orders', 'signed_in'],
    ['/admin/orders', 'orders.read'],
  ] as const) {
    app.get(url, {
      config: { permission },
      schema,
      handler: ({ ctx, query }) => listOrders(ctx, query),
    })
  }
}

function countRoutes(app: App): void {
  app.get('/orders/counts', {
    config: { permission: 'orders.read' },
    schema: {
      tags,
      summary: 'Count orders by status',
      description: 'From counters that are kept with each order, so it costs the same at any size.',
      querystring: CountOrdersQuery,
      response: { 200: OrderCounts },
    },
    handler: ({ ctx, query }) => countOrders(ctx, query),
  })
  app.get('/orders/oversold', {
    config: { permission: 'orders.read' },
    schema: {
      tags,
      summary: 'List what platforms have sold beyond the stock',
      description: 'By SKU, at most 200. Stock that comes fills the oldest orders by itself.',
      response: { 200: OversoldList },
    },
    handler: async ({ ctx }) => ({ oversold: await listOversold(ctx.db, ctx.orgId) }),
  })
}

function exportRoutes(app: App): void {
  app.get('/orders/export.csv', {
    config: { permission: 'orders.read', rateLimitPerMinute: 30, described: CSV_REPLY },
    schema: {
      tags,
      summary: 'Export orders as CSV',
      description:
        'With the same filters and the same order as the list, to its end. Names and contact data ' +
        'are in it for those who also have orders.export.',
      querystring: ExportOrdersQuery.extend(CsvChoice.shape),
    },
    handler: async ({ ctx, query: { separator, ...query } }, reply) =>
      sendCsv(reply, { name: 'orders.csv', separator }, await exportOrders(ctx, query)),
  })
}
