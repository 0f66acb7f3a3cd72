import { byId, pageOf } from '#platform/http/page.ts'
import type { App } from '#platform/routes.ts'
import * as contract from '../contract.ts'
import { CountBody, OpenTakeBody, TakePage, TakeView } from './contract.ts'
import { openDifference } from './difference.ts'
import { listTakes, type StockTake, type TakeLine } from './store.ts'
import {
  closeTake,
  countLines,
  dropTake,
  openTake,
  readTake,
  type TakeReport,
} from './take-stock.ts'

const tags = ['stock']
const config = { permission: 'stock.adjust' }

export function takeRoutes(app: App): void {
  readRoutes(app)
  app.post('/stock/takes', {
    config: { ...config, idempotency: 'optional' },
    schema: {
      tags,
      summary: 'Open a stock take',
      description: 'A location has one open stock take at most; a refusal says which one it is.',
      body: OpenTakeBody,
      response: { 201: TakeView },
    },
    handler: async ({ ctx, body }, reply) =>
      reply.code(201).send(viewOf(await openTake(ctx, body))),
  })
  app.put('/stock/takes/:id/lines', {
    config,
    schema: {
      tags,
      summary: 'Write down what was counted',
      description: 'Counting a SKU again replaces its line.',
      params: contract.IdParams,
      body: CountBody,
      response: { 200: TakeView },
    },
    handler: async ({ ctx, params, body }) => viewOf(await countLines(ctx, params.id, body.lines)),
  })
  app.post('/stock/takes/:id/close', {
    config,
    schema: {
      tags,
      summary: 'Close a stock take',
      description:
        'Posts the differences, all or none, without what was counted or adjusted in other ways ' +
        'since a SKU was counted. Where fewer pieces would be left than are promised, nothing is ' +
        'posted, and the refusal names all such lines. Closing twice is the same as once.',
      params: contract.IdParams,
      response: { 200: TakeView },
    },
    handler: async ({ ctx, params }) => viewOf(await closeTake(ctx, params.id)),
  })
  app.delete('/stock/takes/:id', {
    config,
    schema: {
      tags,
      summary: 'Drop a stock take',
      description: 'It stays in the list, and posts nothing.',
      params: contract.IdParams,
      response: { 204: {} },
    },
    handler: async ({ ctx, params }, reply) => {
      await dropTake(ctx, params.id)
      return reply.code(204).send()
    },
  })
}

function readRoutes(app: App): void {
  app.get('/stock/takes', {
    config: { permission: 'stock.read' },
    schema: {
      tags,
      summary: 'List the stock takes',
      description: 'Newest first.',
      querystring: contract.PageQuery,
      response: { 200: TakePage },
    },
    handler: async ({ ctx, query }) => {
      const { rows, pagination } = await pageOf(query, byId, (page) =>
        listTakes(ctx.db, ctx.orgId, page),
      )
      return { takes: rows.map(viewOfTake), pagination }
    },
  })
  app.get('/stock/takes/:id', {
    config: { permission: 'stock.read' },
    schema: {
      tags,
      summary: 'Read a stock take with its differences',
      params: contract.IdParams,
      response: { 200: TakeView },
    },
    handler: async ({ ctx, params }) => viewOf(await readTake(ctx, params.id)),
  })
}

const viewOf = ({ take, lines }: TakeReport) => ({
  ...viewOfTake(take),
  lines: lines.map(viewOfLine),
})

function viewOfLine({ booked, corrected, countedAt, ...line }: TakeLine) {
  const whole = line.counted - line.expected
  const difference = booked ?? openDifference(whole, corrected)
  return { ...line, difference, corrected: whole - difference, countedAt: countedAt.toISOString() }
}

const viewOfTake = ({ openedAt, endedAt, ...rest }: StockTake) => ({
  ...{ ...rest, openedAt: openedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null },
})
