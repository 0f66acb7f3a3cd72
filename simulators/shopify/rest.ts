import type { FastifyReply, FastifyRequest } from 'fastify'
import { createBucket } from '../frame/bucket.ts'
import { bytesOf } from '../frame/server.ts'
import { compact, parseWire, type Wire } from '../frame/wire.ts'
import type { World } from './changes.ts'
import { API_VERSION } from './events.ts'
import { listOrders } from './list.ts'
import {
  fulfillmentOrderWire,
  fulfillmentWire,
  orderWire,
  refundWire,
  transactionWire,
} from './render.ts'
import type { Order } from './shop.ts'

const BUCKET = { size: 40, perSecond: 2 }

/** The older interface, with its bucket of calls. */
export function addRest(world: World, secret: string): void {
  const { frame, shop } = world
  const { app, webhooks } = frame
  const bucket = createBucket(frame.clock, BUCKET)

  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/admin/') || reply.sent) return
    reply.headers({ 'x-shopify-api-version': API_VERSION, 'content-type': JSON_TYPE })
    if (request.headers['x-shopify-access-token'] !== shop.accessToken) {
      await reply.code(401).send(compact({ errors: UNAUTHORIZED }))
    } else if (!request.url.includes('/graphql.json')) {
      const { isTaken, left, waitS } = bucket.take()
      const used = Math.ceil(BUCKET.size - left)
      reply.header('x-shopify-shop-api-call-limit', `${used}/${BUCKET.size}`)
      if (!isTaken) await reply.code(429).headers(retryAfter(waitS)).send(compact(TOO_MANY))
    }
  })

  const api = '/admin/api/:version'
  app.get(`${api}/shop.json`, async () =>
    compact({
      shop: {
        ...{ name: shop.name, domain: shop.domain, myshopify_domain: shop.domain },
        currency: shop.currency,
      },
    }),
  )
  app.get('/admin/oauth/access_scopes.json', async () =>
    compact({ access_scopes: [...shop.scopes].map((handle) => ({ handle })) }),
  )
  app.get(`${api}/orders.json`, async (request, reply) => listOrders(world, request, reply))
  ofOrder(world, `${api}/orders/:id.json`, (order) => ({ order: orderWire(order) }))
  ofOrder(world, `${api}/orders/:id/transactions.json`, (order) => ({
    transactions: order.transactions.map((one) => transactionWire(order, one)),
  }))
  ofOrder(world, `${api}/orders/:id/refunds.json`, (order) => ({
    refunds: order.refunds.map((one) => refundWire(order, one)),
  }))
  ofOrder(world, `${api}/orders/:id/fulfillments.json`, (order) => ({
    fulfillments: order.fulfillments.map((one) => fulfillmentWire(order, one)),
  }))
  ofOrder(world, `${api}/orders/:id/fulfillment_orders.json`, (order) => ({
    fulfillment_orders: [fulfillmentOrderWire(shop, order)],
  }))

  app.get(`${api}/webhooks.json`, async () =>
    compact({ webhooks: [...webhooks.hooks.values()].map(hookWire) }),
  )
  app.post(`${api}/webhooks.json`, async (request, reply) => {
    const { topic, address } = hookIn(request)
    const isTaken = [...webhooks.hooks.values()].some(
      (hook) => hook.topic === topic && hook.address === address,
    )
    const refused = isTaken ? ALREADY : URL.canParse(address) ? undefined : 'is invalid'
    if (refused) return reply.code(422).send(compact({ errors: { address: [refused] } }))
    return reply
      .code(201)
      .send(compact({ webhook: hookWire(webhooks.add({ topic, address, secret })) }))
  })
}

const JSON_TYPE = 'application/json; charset=utf-8'
const UNAUTHORIZED = '[API] Invalid API key or access token (unrecognized login or wrong password)'
const TOO_MANY = {
  errors: 'Exceeded 2 calls per second for api client. Reduce request rates to resume service.',
}
const ALREADY = 'for this topic has already been taken'

const retryAfter = (seconds: number) => ({ 'retry-after': Math.max(1, seconds).toFixed(1) })

function ofOrder({ frame, shop }: World, url: string, answer: (order: Order) => Wire): void {
  frame.app.get(url, async (request: FastifyRequest, reply: FastifyReply) => {
    const { id } = request.params as { id: string }
    const order = /^\d+$/.test(id) ? shop.orders.get(BigInt(id)) : undefined
    return order ? compact(answer(order)) : reply.code(404).send(compact({ errors: 'Not Found' }))
  })
}

const hookWire = ({
  id,
  topic,
  address,
}: {
  id: string
  topic: string
  address: string
}): Wire => ({
  ...{ id: BigInt(id), topic, address, format: 'json', api_version: API_VERSION },
})

function hookIn(request: FastifyRequest): { topic: string; address: string } {
  const body = parseWire(bytesOf(request)) as { webhook: { topic: string; address: string } }
  return body.webhook
}
