import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Wire } from '../frame/wire.ts'
import { answer, answerList, bodyOf, idIn, queryOf, Refusal, textIn } from './answers.ts'
import { addShipment, archiveOrder, setStatus } from './changes.ts'
import {
  addressPayload,
  couponPayload,
  orderPayload,
  productPayload,
  shipmentPayload,
} from './payload.ts'
import type { Order, Shipment, Store } from './store.ts'

export function addOrderRoutes(api: FastifyInstance, store: Store): void {
  const orderIn = (request: FastifyRequest) => getOrder(store, idIn(request))
  api.get('/v2/store', async (_request, reply) =>
    answer(reply, {
      id: store.hash,
      name: 'Simulated store',
      domain: 'sim.example',
      currency: store.currency,
    }),
  )
  api.get('/v2/orders', async (request, reply) =>
    answerList(request, reply, listed(store, queryOf(request)), (order) => {
      return orderPayload(store, order)
    }),
  )
  api.get('/v2/orders/:id', async (request, reply) =>
    answer(reply, orderPayload(store, orderIn(request))),
  )
  api.put('/v2/orders/:id', async (request, reply) => {
    const order = orderIn(request)
    const body = bodyOf(request)
    if (body['products'] !== undefined) clearDiscounts(store, order)
    if (typeof body['status_id'] === 'number') setStatus(store, order, body['status_id'])
    return answer(reply, orderPayload(store, order))
  })
  api.delete('/v2/orders/:id', async (request, reply) => {
    archiveOrder(store, orderIn(request))
    return reply.code(204).send()
  })
  addParts(api, store, orderIn)
}

/** What belongs to an order stands at addresses of its own. */
function addParts(
  api: FastifyInstance,
  store: Store,
  orderIn: (request: FastifyRequest) => Order,
): void {
  api.get('/v2/orders/:id/products', async (request, reply) => {
    const order = orderIn(request)
    return answerList(request, reply, order.lines, (line) => productPayload(store, order, line))
  })
  api.get('/v2/orders/:id/shipping_addresses', async (request, reply) => {
    const order = orderIn(request)
    return answerList(request, reply, order.addresses, (address, index) => {
      return addressPayload(store, order, address, index)
    })
  })
  api.get('/v2/orders/:id/coupons', async (request, reply) => {
    const order = orderIn(request)
    const coupons = order.coupon === null ? [] : [order]
    return answerList(request, reply, coupons, () => couponPayload(store, order))
  })
  api.get('/v2/orders/:id/fees', async (request, reply) =>
    answerList(request, reply, orderIn(request).shipments.slice(0, 0), () => null),
  )
  api.get('/v2/orders/:id/shipments', async (request, reply) => {
    const order = orderIn(request)
    return answerList(request, reply, order.shipments, (one) => shipmentPayload(order, one))
  })
  api.post('/v2/orders/:id/shipments', async (request, reply) => {
    const order = orderIn(request)
    const shipment = addShipment(store, order, shipmentIn(order, bodyOf(request)))
    return answer(reply, shipmentPayload(order, shipment), 201)
  })
}

function getOrder(store: Store, id: string): Order {
  const order = store.orders.get(Number(id))
  if (!order) throw new Refusal(404, `The requested resource ${id} was not found.`)
  return order
}

/**
 * Times of a list are whole seconds, and both bounds are within. Archived orders stand in a list of
 * their own.
 */
function listed(store: Store, query: Record<string, string | undefined>): Order[] {
  const { min_date_modified: min, max_date_modified: max, sort = 'id:asc' } = query
  const idMin = Number(query['min_id'] ?? 0)
  const from = min === undefined ? 0 : seconds(Date.parse(min))
  const to = max === undefined ? Infinity : seconds(Date.parse(max))
  const isArchived = query['is_deleted'] === 'true'
  const found = [...store.orders.values()].filter(({ id, modifiedMs, ...order }) => {
    const isWithin = seconds(modifiedMs) >= from && seconds(modifiedMs) <= to
    return isWithin && id >= idMin && order.isArchived === isArchived
  })
  if (!sort.startsWith('date_modified')) return found.toSorted((a, b) => a.id - b.id)
  return found.toSorted((a, b) => seconds(a.modifiedMs) - seconds(b.modifiedMs) || a.id - b.id)
}

const seconds = (ms: number): number => Math.floor(ms / 1_000)

/** A change that carries lines is taken as a new set of lines, and discounts do not survive it. */
function clearDiscounts(store: Store, order: Order): void {
  for (const line of order.lines) line.discountMinor = 0
  store.frame.ledger.record('discounts.cleared', { id: order.id })
}

const TRACKING_CHARACTERS_MAX = 50

function shipmentIn(order: Order, body: Record<string, Wire>): Omit<Shipment, 'id' | 'atMs'> {
  const wanted = (body['items'] ?? []) as { order_product_id: number; quantity: number }[]
  const addressId = Number(body['order_address_id'])
  const items = wanted.map(({ order_product_id: id, quantity }) => {
    const line = order.lines.find((one) => one.id === id && one.addressId === addressId)
    if (!line) throw new Refusal(400, `The field 'items' is invalid: product ${id}.`)
    if (line.shipped + quantity > line.quantity) {
      throw new Refusal(400, `Product ${id} has been shipped already.`)
    }
    return { line, quantity }
  })
  const tracking = textIn(body, 'tracking_number')
  if (tracking.length > TRACKING_CHARACTERS_MAX || items.length === 0) {
    throw new Refusal(400, "The field 'tracking_number' or 'items' is invalid.")
  }
  const provider = textIn(body, 'shipping_provider')
  return { addressId, tracking, provider, comments: textIn(body, 'comments'), items }
}
