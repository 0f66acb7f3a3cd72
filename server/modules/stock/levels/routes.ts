import { z } from 'zod'
import { findSkus, skuNames, skuSearchOf } from '#catalog'
import type { Ctx } from '#platform/context.ts'
import { CSV_REPLY, CsvChoice } from '#platform/csv/csv-body.ts'
import { sendCsv } from '#platform/csv/send-csv.ts'
import { byId, pageOf } from '#platform/http/page.ts'
import type { App } from '#platform/routes.ts'
import * as contract from '../contract.ts'
import { getPlace } from '../locations/change-locations.ts'
import { viewOfRefusal } from '../problems.ts'
import { requireSku } from '../require-sku.ts'
import { listMovements } from '../store.ts'
import { changeLevel } from './change-level.ts'
import { editLevels } from './edit-levels.ts'
import { exportLow } from './export-low.ts'
import type { Told } from '../told.ts'
import { readInventory, readStock, viewOfLevel } from './read-levels.ts'
import { viewMovements } from './read-movements.ts'
import { readPromises } from './read-promises.ts'
import { type Level, listLevels } from './store.ts'

const tags = ['stock']
const permission = 'stock.read'

export function levelRoutes(app: App, told: Told): void {
  const { listShort } = told
  listRoutes(app)
  movementRoute(app, told)
  promiseRoute(app, told)
  exportRoute(app)
  app.get('/stock/:sku', {
    config: { permission },
    schema: {
      tags,
      summary: 'Read the stock of a SKU',
      params: contract.SkuParams,
      response: { 200: contract.StockView },
    },
    handler: ({ ctx, params }) => readStock(ctx, params.sku, listShort),
  })
  app.get('/products/:id/inventory', {
    config: { permission },
    schema: {
      tags,
      summary: 'Read the stock of a product',
      params: contract.IdParams,
      response: { 200: contract.InventoryView },
    },
    handler: ({ ctx, params }) => readInventory(ctx, params.id, listShort),
  })
  app.patch('/stock/levels', {
    config: { permission: 'stock.adjust' },
    schema: {
      tags,
      summary: 'Change many levels, only as they were read',
      description:
        'Each on its own, with what was read and what it shall be: a field that somebody else has ' +
        'changed in between is refused as `level_changed`, with what it is `now`. Pieces on hand ' +
        'are booked as `adjusted`, by the difference.',
      body: contract.EditLevelsBody,
      response: { 200: contract.EditedLevelsView },
    },
    handler: async ({ ctx, body: { levels, reason } }) => {
      const problems = await editLevels(ctx, levels, reason)
      const refused = problems.filter((problem) => problem !== undefined).length
      const results = levels.map(({ sku, location }, index) => {
        const problem = problems[index]
        return { sku, location, problem: problem ? viewOfRefusal(problem) : null }
      })
      return { changed: levels.length - refused, refused, results }
    },
  })
  app.patch('/stock/:sku/levels/:location', {
    config: { permission: 'stock.adjust' },
    schema: {
      tags,
      summary: 'Change what may be sold of a SKU at a location',
      params: contract.LevelParams,
      body: contract.ChangeLevelBody,
      response: { 200: contract.StockView },
    },
    handler: async ({ ctx, params, body }) => {
      await changeLevel(ctx, { ...params, ...body })
      return readStock(ctx, params.sku, listShort)
    },
  })
}

function listRoutes(app: App): void {
  app.get('/stock', {
    config: { permission },
    schema: {
      tags,
      summary: 'List the levels',
      description: 'By SKU. Continue with `after`, the `nextCursor` of the page before.',
      querystring: contract.LevelQuery,
      response: { 200: contract.LevelPage },
    },
    handler: ({ ctx, query }) => levelPage(ctx, query),
  })
  app.get('/admin/inventory/low-stock', {
    config: { permission },
    schema: {
      tags,
      summary: 'List what runs low',
      description: 'Levels at or below their threshold, or that of the org.',
      querystring: contract.LevelQuery.omit({ low: true }),
      response: { 200: contract.LevelPage },
    },
    handler: ({ ctx, query }) => levelPage(ctx, { ...query, low: true }),
  })
}

function movementRoute(app: App, told: Told): void {
  app.get('/stock/:sku/movements', {
    config: { permission },
    schema: {
      tags,
      summary: 'List the movements of a SKU',
      description: 'Newest first, each with what was there after it.',
      params: contract.SkuParams,
      querystring: contract.PageQuery,
      response: { 200: contract.MovementPage },
    },
    handler: async ({ ctx, params, query }) => {
      const { rows, pagination } = await pageOf(query, byId, (page) =>
        listMovements(ctx.db, ctx.orgId, params.sku, page),
      )
      if (rows.length === 0) await requireSku(ctx.db, ctx.orgId, params.sku)
      return { movements: await viewMovements(ctx, rows, told), pagination }
    },
  })
}

function promiseRoute(app: App, told: Told): void {
  app.get('/stock/:sku/promises', {
    config: { permission },
    schema: {
      tags,
      summary: 'List to whom pieces of a SKU are promised',
      description: 'Orders, and what is kept by hand; the 100 newest promises, the newest first.',
      params: contract.SkuParams,
      response: { 200: contract.PromiseList },
    },
    handler: ({ ctx, params }) => readPromises(ctx, params.sku, told.orderNumbers),
  })
}

function exportRoute(app: App): void {
  app.get('/admin/inventory/low-stock.csv', {
    config: { permission, rateLimitPerMinute: 30, described: CSV_REPLY },
    schema: {
      tags,
      summary: 'Export what runs low as CSV',
      description: 'With the same filters and the same order as the list, to its end.',
      querystring: contract.LevelQuery.pick({ location: true, q: true }).extend(CsvChoice.shape),
    },
    handler: async ({ ctx, query }, reply) => {
      const wanted = await wantedOf(ctx, { ...query, low: true })
      return sendCsv(reply, { name: 'low-stock.csv', ...query }, exportLow(ctx, wanted))
    },
  })
}

const Position = z.tuple([z.string().max(100), z.uuid()])

type LevelFilter = Pick<z.output<typeof contract.LevelQuery>, 'low' | 'location' | 'q'>

const wantedOf = async (ctx: Ctx, { low, location, q }: LevelFilter) => ({
  low,
  locationId: location === undefined ? undefined : (await getPlace(ctx, location)).id,
  found: q === undefined ? undefined : await searched(ctx, q),
})

async function levelPage(ctx: Ctx, query: z.output<typeof contract.LevelQuery>) {
  const wanted = await wantedOf(ctx, query)
  const order = {
    position: Position,
    positionOf: (level: Level): [string, string] => [level.sku, level.locationId],
  }
  const { rows, pagination } = await pageOf(query, order, ({ after, limit }) => {
    const from = after && { sku: after[0], locationId: after[1] }
    return listLevels(ctx.db, ctx.orgId, wanted, { after: from, limit })
  })
  const skus = rows.map(({ sku }) => sku)
  const names = await skuNames(ctx.db, ctx.orgId, [...new Set(skus)])
  const stock = rows.map((row) => ({ ...viewOfLevel(row), name: names.get(row.sku) ?? '' }))
  return { stock, pagination }
}

/** Up to here the found SKUs are looked up; beyond it the list is walked until a page is full. */
const FEW = 1_000

async function searched({ db, orgId }: Ctx, q: string) {
  const search = skuSearchOf(q)
  if (!search) return undefined
  const skus = await findSkus(db, orgId, search, FEW)
  return skus.length <= FEW ? skus : search
}
