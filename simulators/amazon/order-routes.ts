import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { SimulatorClock } from '../frame/clock.ts'
import { jsonOf } from '../frame/server.ts'
import type { Wire } from '../frame/wire.ts'
import { type Gate, refuse, send } from './gate.ts'
import type { AmazonOrder, AmazonOrders } from './orders.ts'
import { addressV0, itemsV0, order2026, orderV0 } from './shapes.ts'

const LAG_MS = 2 * 60_000
/** From this day on the old generation only confirms shipments. */
const V0_ENDS_MS = Date.parse('2027-03-27T00:00:00Z')

const listSchema = z.object({
  after: z.iso.datetime(),
  before: z.iso.datetime().optional(),
  size: z.coerce.number().int().min(1).max(100).default(100),
  token: z.string().optional(),
})
type ListQuery = z.output<typeof listSchema>

type Parts = { app: FastifyInstance; clock: SimulatorClock; gate: Gate; world: AmazonOrders }

export function addOrderRoutes(parts: Parts): void {
  const { app, gate, world } = parts
  app.get('/orders/2026-01-01/orders', (request, reply) => {
    if (!gate.pass('searchOrders', request, reply)) return reply
    const query = request.query as Record<string, string>
    const names = {
      after: query['lastUpdatedAfter'],
      before: query['lastUpdatedBefore'],
      size: query['maxResultsPerPage'],
      token: query['paginationToken'],
    }
    return list(parts, names, reply, (orders, next, before) => ({
      orders: orders.map((order) => order2026(order, includedIn(query))),
      ...(next !== null && { pagination: { nextToken: next } }),
      lastUpdatedBefore: before,
    }))
  })
  app.get('/orders/2026-01-01/orders/:id', (request, reply) => {
    if (!gate.pass('getOrder', request, reply)) return reply
    const order = world.orders.get((request.params as { id: string }).id)
    if (!order) return refuse(reply, 404, 'NotFound', 'The order was not found.')
    const included = includedIn(request.query as Record<string, string>)
    return send(reply, 200, { order: order2026(order, included) })
  })
  addV0(parts)
  addConfirmation(parts)
}

const includedIn = (query: Record<string, string>): ReadonlySet<string> =>
  new Set((query['includedData'] ?? '').split(','))

type Render = (orders: AmazonOrder[], next: string | null, before: string) => Wire

/** The token knows its filters, and the last order of a page is also the first of the next one. */
function list({ clock, world }: Parts, names: unknown, reply: FastifyReply, render: Render) {
  const parsed = listSchema.safeParse(names)
  if (!parsed.success) return refuse(reply, 400, 'InvalidInput', 'Invalid filters.')
  const query = parsed.data
  const latestMs = clock.now().getTime() - LAG_MS
  const beforeMs = query.before === undefined ? latestMs : Date.parse(query.before)
  if (beforeMs > latestMs) {
    return refuse(reply, 400, 'InvalidInput', 'The end must be 2 minutes in the past.')
  }
  const from = positionOf(query)
  if (from === undefined) return refuse(reply, 400, 'InvalidInput', 'Token and filters differ.')
  const all = [...world.orders.values()]
    .filter(({ updatedAt }) => {
      return updatedAt.getTime() >= Date.parse(query.after) && updatedAt.getTime() < beforeMs
    })
    .toSorted((a, b) => a.updatedAt.getTime() - b.updatedAt.getTime())
  const to = from + query.size
  const next = to < all.length ? tokenOf(query, query.size > 1 ? to - 1 : to) : null
  return send(reply, 200, render(all.slice(from, to), next, new Date(beforeMs).toISOString()))
}

const tokenOf = ({ after, before }: ListQuery, position: number): string =>
  Buffer.from(JSON.stringify([after, before ?? null, position])).toString('base64url')

function positionOf({ token, after, before }: ListQuery): number | undefined {
  if (token === undefined) return 0
  try {
    const parts = JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown[]
    const isSame = parts[0] === after && parts[1] === (before ?? null)
    return isSame && typeof parts[2] === 'number' ? parts[2] : undefined
  } catch {
    return undefined
  }
}

function addV0(parts: Parts): void {
  const { app, gate, clock, world } = parts
  const isOver = () => clock.now().getTime() >= V0_ENDS_MS
  app.get('/orders/v0/orders', (request, reply) => {
    if (!gate.pass('getOrdersV0', request, reply)) return reply
    if (isOver()) return refuse(reply, 410, 'Gone', 'This operation was removed.')
    const query = request.query as Record<string, string>
    const names = {
      after: query['LastUpdatedAfter'],
      before: query['LastUpdatedBefore'],
      size: query['MaxResultsPerPage'],
      token: query['NextToken'],
    }
    return list(parts, names, reply, (orders, next, before) => ({
      payload: {
        Orders: orders.map(orderV0),
        ...(next !== null && { NextToken: next }),
        LastUpdatedBefore: before,
      },
    }))
  })
  const one = (path: string, operation: string, render: (order: AmazonOrder) => Wire) =>
    app.get(`/orders/v0/orders/:id${path}`, (request, reply) => {
      if (!gate.pass(operation, request, reply, path === '/address')) return reply
      if (isOver()) return refuse(reply, 410, 'Gone', 'This operation was removed.')
      const order = world.orders.get((request.params as { id: string }).id)
      if (!order) return refuse(reply, 404, 'NotFound', 'The order was not found.')
      return send(reply, 200, { payload: render(order) })
    })
  one('', 'getOrderV0', orderV0)
  one('/orderItems', 'getItemsV0', (order) => {
    return { AmazonOrderId: order.id, OrderItems: itemsV0(order) }
  })
  one('/address', 'getAddressV0', (order) => {
    return { AmazonOrderId: order.id, ShippingAddress: addressV0(order) }
  })
}

const confirmationSchema = z.object({
  marketplaceId: z.string().min(1),
  packageDetail: z.object({
    packageReferenceId: z.string().regex(/^\d+$/),
    carrierCode: z.string(),
    trackingNumber: z.string().optional(),
    shipDate: z.iso.datetime(),
    orderItems: z.array(z.object({ orderItemId: z.string(), quantity: z.number().int().min(1) })),
  }),
})

function addConfirmation({ app, gate, world }: Parts): void {
  app.post('/orders/v0/orders/:id/shipmentConfirmation', (request, reply) => {
    if (!gate.pass('confirmShipment', request, reply)) return reply
    const order = world.orders.get((request.params as { id: string }).id)
    if (!order) return refuse(reply, 404, 'NotFound', 'The order was not found.')
    const body = confirmationSchema.safeParse(jsonOf(request))
    if (!body.success) return refuse(reply, 400, 'InvalidInput', 'Invalid package.')
    const { packageReferenceId, carrierCode, trackingNumber, shipDate, orderItems } =
      body.data.packageDetail
    const at = new Date(shipDate)
    if (at < order.createdAt) return refuse(reply, 400, 'InvalidInput', 'Invalid ship date.')
    const parcel = {
      ...{ reference: packageReferenceId, carrier: carrierCode },
      ...{ tracking: trackingNumber ?? '', at },
    }
    const pieces = new Map(orderItems.map((item) => [item.orderItemId, item.quantity]))
    const isDone = world.ship(order, parcel, pieces)
    return isDone ? reply.code(204).send() : refuse(reply, 400, 'InvalidInput', 'Not shippable.')
  })
}
