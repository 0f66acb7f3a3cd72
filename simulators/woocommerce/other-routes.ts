import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Hook } from '../frame/webhooks.ts'
import type { Wire } from '../frame/wire.ts'
import { answer, answerPage, bodyOf, idIn, queryOf, Refusal, textIn } from './answers.ts'
import { itemPayload, productPayload } from './payload.ts'
import type { Item, Shop } from './shop.ts'
import { type Announce, ping } from './webhooks.ts'

const BATCH_MAX = 100

export function addProductRoutes(api: FastifyInstance, shop: Shop, announce: Announce): void {
  api.get('/products', async (request, reply) => {
    const { sku, include } = queryOf(request)
    const wanted = include?.split(',').map(Number)
    if (sku !== undefined) {
      const items = [...shop.items.values()].filter(({ good }) => good.sku === sku)
      return answerPage(shop, request, reply, items, (item) => itemPayload(shop, item))
    }
    const ids = [...shop.products.keys()].filter((id) => !wanted || wanted.includes(id))
    return answerPage(shop, request, reply, ids, (id) => productPayload(shop, id))
  })
  api.put('/products/:id', async (request, reply) => {
    const item = changed(shop, announce, idIn(request), 0, bodyOf(request))
    return answer(shop, reply, itemPayload(shop, item))
  })
  api.post('/products/batch', async (request, reply) => {
    return answer(shop, reply, batch(shop, announce, 0, request))
  })

  api.get('/products/:id/variations', async (request, reply) => {
    const wanted = queryOf(request)['include']?.split(',').map(Number)
    const { items } = shop.products.get(idIn(request)) ?? { items: [] }
    const found = items.filter(({ id }) => !wanted || wanted.includes(id))
    return answerPage(shop, request, reply, found, (item) => itemPayload(shop, item))
  })
  api.put('/products/:id/variations/:variation', async (request, reply) => {
    const id = idIn(request, 'variation')
    const item = changed(shop, announce, id, idIn(request), bodyOf(request))
    return answer(shop, reply, itemPayload(shop, item))
  })
  api.post('/products/:id/variations/batch', async (request, reply) =>
    answer(shop, reply, batch(shop, announce, idIn(request), request)),
  )
}

function changed(
  shop: Shop,
  announce: Announce,
  id: number,
  parentId: number,
  body: Record<string, Wire>,
): Item {
  const item = shop.items.get(id)
  if (!item || item.parentId !== parentId) {
    throw new Refusal(404, 'woocommerce_rest_product_invalid_id', 'Invalid ID.')
  }
  const quantity = body['stock_quantity']
  if (typeof quantity === 'number') {
    item.quantity = quantity
    item.modifiedMs = shop.nowMs()
    shop.frame.ledger.record('stock.set', { sku: item.good.sku, quantity })
    announce('product.updated', { resource: 'product', id })
  }
  return item
}

/** Answered 200, with an error for each entry that was refused. */
function batch(shop: Shop, announce: Announce, parentId: number, request: FastifyRequest): Wire {
  const update = (bodyOf(request)['update'] ?? []) as Record<string, Wire>[]
  if (update.length > BATCH_MAX) {
    throw new Refusal(413, 'woocommerce_rest_request_entity_too_large', 'Unable to accept it.')
  }
  return {
    update: update.map((entry) => {
      const id = Number(entry['id'])
      try {
        return itemPayload(shop, changed(shop, announce, id, parentId, entry))
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return { id, error: error.payload }
      }
    }),
  }
}

export function addHookRoutes(api: FastifyInstance, shop: Shop, secretOfKeys: string): void {
  const { hooks, add } = shop.frame.webhooks
  const names = new Map<string, string>()
  const payload = (hook: Hook) => hookPayload(hook, names.get(hook.id) ?? hook.topic)
  const hookIn = (request: FastifyRequest): Hook => {
    const hook = hooks.get(String(idIn(request)))
    if (!hook) throw new Refusal(404, 'woocommerce_rest_shop_webhook_invalid_id', 'Invalid ID.')
    return hook
  }
  api.get('/webhooks', async (request, reply) =>
    answerPage(shop, request, reply, [...hooks.values()], payload),
  )
  api.get('/webhooks/:id', async (request, reply) => answer(shop, reply, payload(hookIn(request))))
  api.post('/webhooks', async (request, reply) => {
    const body = bodyOf(request)
    const [topic, address] = [textIn(body, 'topic'), textIn(body, 'delivery_url')]
    const secret = textIn(body, 'secret') || secretOfKeys
    const hook = add({ id: String(shop.nextId()), topic, address, secret })
    names.set(hook.id, textIn(body, 'name'))
    await ping(shop, hook.id, hook.address)
    return answer(shop, reply, payload(hook), 201)
  })
  api.put('/webhooks/:id', async (request, reply) => {
    const hook = hookIn(request)
    const { status, secret, name } = bodyOf(request)
    if (typeof name === 'string') names.set(hook.id, name)
    if (typeof secret === 'string') hook.secret = secret
    if (status !== undefined) hook.isActive = status === 'active'
    if (hook.isActive) hook.failures = 0
    return answer(shop, reply, payload(hook))
  })
}

const hookPayload = ({ id, topic, address, isActive, failures }: Hook, name: string) => ({
  ...{ id: Number(id), name, status: isActive ? 'active' : 'disabled', topic },
  ...{ delivery_url: address, failure_count: failures },
})
