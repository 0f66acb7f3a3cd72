import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { minorOf } from '../frame/amounts.ts'
import type { Wire } from '../frame/wire.ts'
import { answer, answerPage, bodyOf, idIn, queryOf, Refusal, textIn } from './answers.ts'
import { addRefund, bin, findLine, setStatus, touched } from './changes.ts'
import { orderPayload, refundPayload } from './payload.ts'
import {
  type Order,
  type Refund,
  refundedOf,
  type Shop,
  type ShopOptions,
  totalOf,
} from './shop.ts'
import type { Announce } from './webhooks.ts'

const DRAFTS = ['trash', 'auto-draft']

export function addOrderRoutes(
  api: FastifyInstance,
  shop: Shop,
  announce: Announce,
  options: ShopOptions,
): void {
  const orderIn = (request: FastifyRequest) => getOrder(shop, idIn(request))
  const answerOrder = (reply: FastifyReply, order: Order) =>
    answer(shop, reply, orderPayload(shop, order))

  api.get('/orders', async (request, reply) => {
    const found = listed(shop, queryOf(request), options)
    return answerPage(shop, request, reply, found, (order) => orderPayload(shop, order))
  })
  api.get('/orders/:id', async (request, reply) => answerOrder(reply, orderIn(request)))
  api.put('/orders/:id', async (request, reply) => {
    const order = orderIn(request)
    const { status, meta_data: meta } = bodyOf(request)
    for (const { key, value } of (meta ?? []) as { key: string; value: string }[]) {
      order.meta.set(key, value)
    }
    if (typeof status === 'string') setStatus(shop, announce, order, status)
    else touched(shop, announce, order)
    return answerOrder(reply, order)
  })
  api.delete('/orders/:id', async (request, reply) => {
    const order = orderIn(request)
    bin(shop, announce, order)
    return answerOrder(reply, order)
  })

  api.get('/orders/:id/refunds', async (request, reply) => {
    const order = orderIn(request)
    const newest = order.refunds.toReversed()
    return answerPage(shop, request, reply, newest, (one) => refundPayload(shop, order, one))
  })
  api.post('/orders/:id/refunds', async (request, reply) => {
    const order = orderIn(request)
    const refund = refunded(shop, announce, order, bodyOf(request))
    return answer(shop, reply, refundPayload(shop, order, refund), 201)
  })
  addNoteRoutes(api, shop, orderIn)
}

function addNoteRoutes(
  api: FastifyInstance,
  shop: Shop,
  orderIn: (request: FastifyRequest) => Order,
): void {
  api.get('/orders/:id/notes', async (request, reply) =>
    answer(shop, reply, orderIn(request).notes.map(notePayload)),
  )
  api.post('/orders/:id/notes', async (request, reply) => {
    const order = orderIn(request)
    const body = bodyOf(request)
    const written = {
      ...{ id: shop.nextId(), note: textIn(body, 'note'), atMs: shop.nowMs() },
      customer_note: body['customer_note'] === true,
    }
    order.notes.push(written)
    shop.frame.ledger.record('note.written', { order: order.id, ...notePayload(written) })
    return answer(shop, reply, notePayload(written), 201)
  })
}

const notePayload = ({ id, note, customer_note }: Order['notes'][number]) => {
  return { id, author: 'system', note, customer_note }
}

function getOrder(shop: Shop, id: number): Order {
  const order = shop.orders.get(id)
  if (!order) throw new Refusal(404, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.')
  return order
}

function listed(
  shop: Shop,
  query: Record<string, string | undefined>,
  { sortsByModified = true }: ShopOptions,
): Order[] {
  const { orderby = 'date', order = 'desc', status = 'any', dates_are_gmt: isGmt } = query
  if (!['date', 'id', ...(sortsByModified ? ['modified'] : [])].includes(orderby)) {
    const message = 'Invalid parameter(s): orderby'
    throw new Refusal(400, 'rest_invalid_param', message, { orderby: 'not one of date, id' })
  }
  // Without `dates_are_gmt` a time is what the clock on the wall of the shop shows.
  const instant = (text: string | undefined, other: number) =>
    text === undefined ? other : Date.parse(`${text}Z`) - (isGmt === 'true' ? 0 : shop.zoneMs)
  const after = instant(query['modified_after'], -Infinity)
  const before = instant(query['modified_before'], Infinity)
  const excluded = new Set(query['exclude']?.split(',').map(Number))
  const seconds = ({ modifiedMs }: Order) => Math.floor(modifiedMs / 1_000) * 1_000
  const found = [...shop.orders.values()].filter((one) => {
    const isWanted = status === 'any' ? !DRAFTS.includes(one.status) : one.status === status
    return isWanted && !excluded.has(one.id) && seconds(one) > after && seconds(one) < before
  })
  const key = (one: Order) => (orderby === 'modified' ? seconds(one) : one.id)
  const sign = order === 'asc' ? 1 : -1
  return found.toSorted((a, b) => sign * (key(a) - key(b) || a.id - b.id))
}

/** Both switches are on unless they are switched off, which many learn by shipping twice. */
function refunded(
  shop: Shop,
  announce: Announce,
  order: Order,
  body: Record<string, Wire>,
): Refund {
  const amountMinor = minorOf(body['amount'], shop.currency)
  if (!(amountMinor > 0)) {
    throw new Refusal(400, 'woocommerce_rest_invalid_order_refund', 'Invalid refund amount.')
  }
  if (amountMinor > totalOf(order) - refundedOf(order)) throw refused('Invalid refund amount.')
  const isPaidBack = body['api_refund'] !== false
  if (isPaidBack && order.method !== 'razorpay') {
    throw refused('The payment gateway for this order does not support automatic refunds.')
  }
  if (isPaidBack) shop.frame.ledger.record('gateway.refunded', { order: order.id, amountMinor })
  const given = (body['line_items'] ?? []) as {
    id: number
    quantity: number
    refund_total: number
  }[]
  const lines = given.flatMap(({ id, quantity, refund_total: total }) => {
    const line = findLine(order, id)
    const totalMinor = minorOf(total, shop.currency)
    return line ? [{ id: shop.nextId(), line, quantity, totalMinor }] : []
  })
  const isRestocked = body['api_restock'] !== false
  return addRefund(
    shop,
    announce,
    order,
    { amountMinor, reason: textIn(body, 'reason'), isPaidBack, lines },
    { isRestocked },
  )
}

/** With the status of a fault of the server, which it is not. */
const refused = (message: string): Refusal =>
  new Refusal(500, 'woocommerce_rest_cannot_create_order_refund', message)
