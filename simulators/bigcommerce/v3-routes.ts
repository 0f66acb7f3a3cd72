import type { FastifyInstance, FastifyRequest } from 'fastify'
import { decimal, minorOf } from '../frame/amounts.ts'
import type { Hook } from '../frame/webhooks.ts'
import { Literal, type Wire } from '../frame/wire.ts'
import { answer, bodyOf, idIn, pageOfV3, queryOf, Refusal, textIn } from './answers.ts'
import { addRefund, pieceOf } from './changes.ts'
import { tellStock } from './hooks.ts'
import { catalogPayload, refundPayload } from './payload.ts'
import { type Item, type Order, refundedOf, type Store, totalOf } from './store.ts'

const ITEMS_MAX = 2_000
const LOCATION = 1

export function addStockRoutes(api: FastifyInstance, store: Store): void {
  api.get('/v3/catalog/products', async (request, reply) => {
    const products = Map.groupBy(store.items, (item) => item.productId)
    const payloads = [...products].map(([id, items]) => catalogPayload(store, id, items))
    return answer(reply, pageOfV3(request, payloads))
  })
  api.get('/v3/inventory/items', async (request, reply) => {
    const { 'variant_id:in': variants, 'sku:in': skus } = queryOf(request)
    const found = store.items.filter((item) => {
      const isVariant = variants?.split(',').includes(String(item.variantId))
      return isVariant ?? skus?.split(',').includes(item.good.sku) ?? true
    })
    return answer(reply, pageOfV3(request, found.map(inventoryPayload)))
  })
  api.put('/v3/inventory/adjustments/absolute', async (request, reply) => {
    const wanted = (bodyOf(request)['items'] ?? []) as Record<string, Wire>[]
    if (wanted.length > ITEMS_MAX) throw new Refusal(422, 'Too many items.')
    const changes = wanted.map((entry, index) => adjustmentIn(store, entry, index))
    const transaction = store.frame.random.uuid()
    // Taken now and done later: an answer of 200 is no proof of anything.
    const apply = () => changes.forEach((change) => adjust(store, change))
    if (store.inventoryDelayMs > 0) store.frame.clock.after(store.inventoryDelayMs, apply)
    else apply()
    return answer(reply, { transaction_id: transaction })
  })
}

type Adjustment = { item: Item; quantity: number }

function adjustmentIn(store: Store, entry: Record<string, Wire>, index: number): Adjustment {
  const item = store.items.find((candidate) =>
    entry['variant_id'] === undefined
      ? entry['sku'] === candidate.good.sku || entry['product_id'] === candidate.productId
      : entry['variant_id'] === candidate.variantId,
  )
  const quantity = entry['quantity']
  const isRight = entry['location_id'] === LOCATION && typeof quantity === 'number' && quantity >= 0
  if (item && isRight) return { item, quantity }
  const errors = { [`items.${index}`]: 'No such variant at this location.' }
  throw new Refusal(422, 'JSON data is missing or invalid', errors)
}

function adjust(store: Store, { item, quantity }: Adjustment): void {
  const by = quantity - item.quantity
  item.quantity = quantity
  store.frame.ledger.record('stock.set', { sku: item.good.sku, quantity })
  tellStock(store, item, by)
}

const inventoryPayload = ({ variantId, productId, good, quantity }: Item) => ({
  identity: { sku: good.sku, variant_id: variantId, product_id: productId },
  locations: [
    { location_id: LOCATION, available_to_sell: quantity, total_inventory_onhand: quantity },
  ],
})

export function addRefundRoutes(api: FastifyInstance, store: Store): void {
  const orderIn = (request: FastifyRequest): Order => {
    const order = store.orders.get(Number(idIn(request)))
    if (!order) throw new Refusal(404, 'Order not found')
    return order
  }
  const number = (minor: number) => new Literal(String(Number(decimal(minor, store.currency))))
  const path = '/v3/orders/:id/payment_actions'
  api.get(`${path}/refunds`, async (request, reply) => {
    const order = orderIn(request)
    const data = order.refunds.map((refund) => refundPayload(store, order, refund))
    return answer(reply, { data, meta: {} })
  })
  api.post(`${path}/refund_quotes`, async (request, reply) => {
    const order = orderIn(request)
    const totalMinor = quotedOf(store, order, bodyOf(request)).reduce(
      (sum, one) => sum + one.amountMinor,
      0,
    )
    const way = (provider_id: string) => [
      {
        provider_id,
        provider_description: provider_id,
        amount: number(totalMinor),
        offline: false,
      },
    ]
    // Store credit is for people whom the store knows.
    const ways = order.isGuest ? [way('braintree')] : [way('braintree'), way('storecredit')]
    const data = {
      order_id: order.id,
      total_refund_amount: number(totalMinor),
      refund_methods: ways,
    }
    return answer(reply, { data, meta: {} })
  })
  api.post(`${path}/refunds`, async (request, reply) => {
    const order = orderIn(request)
    const body = bodyOf(request)
    const items = quotedOf(store, order, body)
    const payments = paymentsIn(store, order, body)
    const amountMinor = items.reduce((sum, one) => sum + one.amountMinor, 0)
    if (payments.reduce((sum, one) => sum + one.amountMinor, 0) !== amountMinor) {
      throw new Refusal(422, 'The payments do not make up the refund.')
    }
    const reason = typeof body['reason'] === 'string' ? body['reason'] : null
    const refund = addRefund(store, order, { amountMinor, reason, items, payments })
    return answer(reply, { data: refundPayload(store, order, refund), meta: {} }, 201)
  })
}

type RefundItem = Order['refunds'][number]['items'][number]

function quotedOf(store: Store, order: Order, body: Record<string, Wire>): RefundItem[] {
  const items = ((body['items'] ?? []) as Record<string, Wire>[]).map((entry) => {
    const type = textIn(entry, 'item_type')
    const id = Number(entry['item_id'])
    const quantity = Number(entry['quantity'] ?? 1)
    const line = order.lines.find((candidate) => candidate.id === id)
    if (type !== 'PRODUCT')
      return { type, id, quantity, amountMinor: minorOf(entry['amount'], store.currency) }
    if (!line || line.refunded + quantity > line.quantity) {
      throw new Refusal(422, 'This item cannot be refunded.')
    }
    return { type, id, quantity, amountMinor: pieceOf(line) * quantity }
  })
  const totalMinor = items.reduce((sum, item) => sum + item.amountMinor, 0)
  if (totalMinor <= 0 || refundedOf(order) + totalMinor > totalOf(order)) {
    throw new Refusal(422, 'The refund is more than what is left of the order.')
  }
  return items
}

function paymentsIn(store: Store, order: Order, body: Record<string, Wire>) {
  return ((body['payments'] ?? []) as Record<string, Wire>[]).map((entry) => {
    const provider = textIn(entry, 'provider_id')
    if (provider === 'storecredit' && order.isGuest) {
      throw new Refusal(422, 'Store credit cannot be given to a guest.')
    }
    const amountMinor = minorOf(entry['amount'], store.currency)
    return { provider, amountMinor, offline: entry['offline'] === true }
  })
}

/** The headers that each hook was made with; BigCommerce sends them along with every call. */
export type HookHeaders = Map<string, Record<string, string>>

export function addHookRoutes(
  api: FastifyInstance,
  store: Store,
  secret: string,
  headers: HookHeaders,
): void {
  const { hooks, add, remove } = store.frame.webhooks
  const payload = (hook: Hook) => ({
    ...{ id: Number(hook.id), scope: hook.topic, destination: hook.address },
    ...{ is_active: hook.isActive, headers: headers.get(hook.id) ?? {}, store_hash: store.hash },
  })
  api.get('/v3/hooks', async (request, reply) =>
    answer(reply, pageOfV3(request, [...hooks.values()].map(payload))),
  )
  api.post('/v3/hooks', async (request, reply) => {
    const body = bodyOf(request)
    const id = String(store.nextId())
    const [topic, address] = [textIn(body, 'scope'), textIn(body, 'destination')]
    const hook = add({ id, topic, address, secret })
    headers.set(id, (body['headers'] ?? {}) as Record<string, string>)
    return answer(reply, { data: payload(hook), meta: {} })
  })
  api.put('/v3/hooks/:id', async (request, reply) => {
    const hook = hooks.get(idIn(request))
    if (!hook) throw new Refusal(404, 'Hook not found')
    const { is_active: isActive, headers: given } = bodyOf(request)
    if (isActive !== undefined) hook.isActive = isActive === true
    if (given !== undefined) headers.set(hook.id, given as Record<string, string>)
    return answer(reply, { data: payload(hook), meta: {} })
  })
  api.delete('/v3/hooks/:id', async (request, reply) => {
    remove(idIn(request))
    return answer(reply, { data: {}, meta: {} })
  })
}
