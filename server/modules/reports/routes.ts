import { CSV_REPLY, CsvChoice } from '#platform/csv/csv-body.ts'
import { sendCsv } from '#platform/csv/send-csv.ts'
import type { App, Routes } from '#platform/routes.ts'
import * as contract from './contract.ts'
import { exportChannels, exportDaily, exportProducts } from './export.ts'
import { readChannels } from './read-channels.ts'
import { readDaily } from './read-daily.ts'
import { readProducts } from './read-products.ts'
import { readToday } from './read-today.ts'

const tags = ['reports']
const config = { permission: 'reports.read' }
const ABOUT_DAYS =
  'Days are those of the shop, by when an order was placed: what happens to it later changes that ' +
  'day. Trial orders count nowhere, cancelled ones only as cancelled. Currencies are never added ' +
  'to each other.'

export const reportRoutes: Routes = (app) => {
  readRoutes(app)
  exportRoutes(app)
}

function readRoutes(app: App): void {
  app.get('/admin/reports/today', {
    config,
    schema: {
      tags,
      summary: 'Read today beside the same day a week ago',
      description: 'Up to the same time of the day, by currency, channel and hour.',
      response: { 200: contract.TodayReport },
    },
    handler: ({ ctx }) => readToday(ctx),
  })
  app.get('/admin/reports/daily', {
    config,
    schema: {
      tags,
      summary: 'Read the sales of each day',
      description: ABOUT_DAYS,
      querystring: contract.ReportQuery,
      response: { 200: contract.DailyReport },
    },
    handler: ({ ctx, query }) => readDaily(ctx, query),
  })
  app.get('/admin/reports/channels', {
    config,
    schema: {
      tags,
      summary: 'Read the sales of each store',
      description: ABOUT_DAYS,
      querystring: contract.ReportQuery,
      response: { 200: contract.ChannelsReport },
    },
    handler: ({ ctx, query }) => readChannels(ctx, query),
  })
  app.get('/admin/reports/products', {
    config,
    schema: {
      tags,
      summary: 'Read what was sold most',
      description: `${ABOUT_DAYS} \`limit\` is for each currency.`,
      querystring: contract.ProductsQuery,
      response: { 200: contract.ProductsReport },
    },
    handler: ({ ctx, query }) => readProducts(ctx, query),
  })
}

const EXPORTS = [
  ['daily', 'Export the sales of each day as CSV', exportDaily],
  ['channels', 'Export the sales of each store as CSV', exportChannels],
  ['products', 'Export what was sold as CSV, all of it by SKU', exportProducts],
] as const

function exportRoutes(app: App): void {
  for (const [name, summary, exported] of EXPORTS) {
    app.get(`/admin/reports/${name}.csv`, {
      config: { permission: 'reports.export', rateLimitPerMinute: 30, described: CSV_REPLY },
      schema: { tags, summary, querystring: contract.ReportCsvQuery.extend(CsvChoice.shape) },
      handler: async ({ ctx, query: { separator, ...query } }, reply) =>
        sendCsv(reply, { name: `${name}.csv`, separator }, await exported(ctx, query)),
    })
  }
}
