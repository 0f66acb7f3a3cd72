import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { createBucket } from '../frame/bucket.ts'
import type { SimulatorClock } from '../frame/clock.ts'
import type { Good } from '../frame/goods.ts'
import type { Ledger } from '../frame/ledger.ts'
import { pageOf } from '../frame/pages.ts'
import { jsonOf } from '../frame/server.ts'
import { compact, type Wire } from '../frame/wire.ts'
import { isEnded, type ShopOrder, type ShopOrders } from './shop-orders.ts'

const PAGE_MAX = 100

type Parts = {
  app: FastifyInstance
  clock: SimulatorClock
  ledger: Ledger
  goods: Good[]
  world: ShopOrders
  apiKey: string
  name: string
  shapeOf(order: ShopOrder): Wire
  /** The one receiver of events, as a person would enter it on a page of the shop. */
  register(address: string, secret: string): void
}

const stockSchema = z.object({
  items: z
    .array(z.object({ sku: z.string().nullable(), quantity: z.number().int() }))
    .max(PAGE_MAX),
})
/** Whatever a step was told with. */
const saidSchema = z.record(z.string(), z.unknown())
const webhookSchema = z.object({ address: z.url(), secret: z.string().min(1) })

/** A small interface that hands out orders, takes stock and hears of parcels. */
export function addShopRoutes(parts: Parts): void {
  const { app, clock, apiKey, name } = parts
  const bucket = createBucket(clock, { size: 40, perSecond: 10 })
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/v1/')) return undefined
    if (request.headers['api-key'] !== apiKey) return send(reply, 401, { error: 'wrong api-key' })
    const { isTaken, waitS } = bucket.take()
    if (isTaken) return undefined
    reply.header('retry-after', String(Math.ceil(waitS)))
    return send(reply, 429, { error: 'too many requests' })
  })
  app.get('/v1/store', (_request, reply) => send(reply, 200, { name }))
  app.put('/v1/webhook', (request, reply) => {
    const { address, secret } = webhookSchema.parse(jsonOf(request))
    parts.register(address, secret)
    return send(reply, 200, { address })
  })
  addOrders(parts)
  addSteps(parts)
  addStock(parts)
}

function addOrders({ app, clock, world, shapeOf }: Parts): void {
  app.get('/v1/orders', (request, reply) => {
    const query = request.query as Record<string, string>
    const fromMs = Date.parse(query['updated_from'] ?? '1970-01-01T00:00:00Z')
    const toMs = Date.parse(query['updated_to'] ?? clock.now().toISOString())
    const all = [...world.orders.values()]
      .filter(({ updatedAt }) => updatedAt.getTime() >= fromMs && updatedAt.getTime() < toMs)
      .toSorted((a, b) => a.updatedAt.getTime() - b.updatedAt.getTime())
    const size = Math.min(PAGE_MAX, Number(query['limit'] ?? PAGE_MAX))
    const { items, next } = pageOf(all, query['page'] ?? null, size)
    const through = new Date(Math.min(toMs, clock.now().getTime())).toISOString()
    return send(reply, 200, { orders: items.map(shapeOf), next, through })
  })
  app.get('/v1/orders/:id', (request, reply) => {
    const order = world.orders.get(idOf(request))
    return order ? send(reply, 200, shapeOf(order)) : send(reply, 404, { error: 'not found' })
  })
}

/** The same step again is no fault; a step that comes too late is. */
function addSteps({ app, world, ledger }: Parts): void {
  const step = (verb: string, status: ShopOrder['status'], from: ShopOrder['status'][]): unknown =>
    app.post(`/v1/orders/:id/${verb}`, (request, reply) => {
      const order = world.orders.get(idOf(request))
      if (!order) return send(reply, 404, { error: 'not found' })
      if (order.status === status) return send(reply, 200, { status })
      if (isEnded(order) || !from.includes(order.status)) {
        return send(reply, 409, { error: `the order is ${order.status}` })
      }
      ledger.record(`order.${verb}`, { id: order.id, ...saidSchema.parse(jsonOf(request)) })
      world.moveTo(order, status)
      return send(reply, 200, { status })
    })
  step('accept', 'ACCEPTED', ['CREATED'])
  step('deny', 'CANCELLED', ['CREATED'])
  step('ready', 'READY', ['CREATED', 'ACCEPTED'])
  step('cancel', 'CANCELLED', ['CREATED', 'ACCEPTED', 'READY'])
}

function addStock({ app, goods, ledger }: Parts): void {
  app.get('/v1/stock', (request, reply) => {
    const { skus, page = null } = request.query as Record<string, string | undefined>
    const wanted = skus?.split(',')
    const found = goods.filter(({ sku }) => wanted === undefined || wanted.includes(sku))
    const { items, next } = pageOf(found, page, PAGE_MAX)
    const shapes = items.map(({ sku, title, quantity }) => ({ sku, name: title, quantity }))
    return send(reply, 200, { items: shapes, next })
  })
  app.put('/v1/stock', (request, reply) => {
    const results = stockSchema.parse(jsonOf(request)).items.map(({ sku, quantity }) => {
      const good = goods.find((one) => one.sku === sku)
      if (!good) return { sku, status: 'UNKNOWN_SKU' }
      if (quantity < 0) return { sku, status: 'NEGATIVE' }
      good.quantity = quantity
      ledger.record('stock', { sku, quantity })
      return { sku, status: 'OK' }
    })
    return send(reply, 200, { results })
  })
}

const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id

const send = (reply: FastifyReply, status: number, body: Wire): FastifyReply =>
  reply.code(status).type('application/json').send(compact(body))
