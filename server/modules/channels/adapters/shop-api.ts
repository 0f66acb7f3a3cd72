import {
  ChannelFailure,
  type Client,
  type Connection,
  type OrderPage,
  type PushResult,
  type Range,
  type StockItem,
  type StoredListing,
} from '../adapter.ts'
import { askedFor } from './asked-for.ts'
import { callPlatform } from './call-platform.ts'
import { outcomeOfPush } from './outcome-of-push.ts'
import { at, jsonOf, objectsOf } from './shape/json.ts'
import { listIn } from './shape/raw-json.ts'
import { skuOf, textOf } from './shape/text.ts'
import { instantOf } from './shape/time.ts'

const PAGE_MAX = '100'

type Call = {
  method: 'GET' | 'POST' | 'PUT'
  path: string
  query?: Record<string, string>
  body?: unknown
  key?: string
}

/** A store, and the platform under whose name its calls are counted and limited. */
type Shop = { platform: string; connection: Connection }

/**
 * The client for our own small interface of shops: orders by time of change, stock by SKU, and a
 * few steps of an order. Own sites may offer it, and the marketplace of Blinkit is called by it;
 * see docs/guides/own-orders.md.
 */
export function shopClient(platform: string, connection: Connection): Client {
  const shop = { platform, connection }
  const call = (one: Call) => ask(shop, one)
  const step = (id: string, verb: string, key: string, body: unknown): Promise<PushResult> =>
    outcomeOfPush(() => push(shop, `/v1/orders/${encodeURIComponent(id)}/${verb}`, key, body))
  return {
    async test() {
      const { json } = await call({ method: 'GET', path: '/v1/store' })
      return {
        name: textOf(at(json, 'name')) ?? connection.uid,
        details: ['Orders and stock can be asked for'],
      }
    },
    async fetchOrder(externalId) {
      const path = `/v1/orders/${encodeURIComponent(externalId)}`
      const { status, body } = await call({ method: 'GET', path })
      return status === 404 ? undefined : askedFor(body)
    },
    listOrders: (range, page) => listOrders(shop, range, page),
    async listListings(page) {
      const query = page === null ? {} : { page }
      const { json } = await call({ method: 'GET', path: '/v1/stock', query })
      const listings = objectsOf(at(json, 'items')).map((item) => ({
        ...{ productId: textOf(item['item_id']), variantId: null, sku: skuOf(item['sku']) },
        title: textOf(item['name']) ?? '',
        quantity: numberOf(item['quantity']),
      }))
      return { listings, next: textOf(at(json, 'next')) }
    },
    pushStock: (items, key) => pushStock(shop, items, key),
    readStock: (refs) => readStock(shop, refs),
    acknowledgeOrder: (id, accept, key) =>
      step(id, accept ? 'accept' : 'deny', key, accept ? {} : { reason: 'ITEM_UNAVAILABLE' }),
    pushShipment: ({ externalId, trackingNumber }, key) =>
      step(externalId, 'ready', key, { tracking_number: trackingNumber }),
    cancelOrder: (id, reason, key) => step(id, 'cancel', key, { reason }),
    async ensureWebhooks(address) {
      const secret = connection.credentials['webhookSecret']
      if (!secret) throw new ChannelFailure('rejected', 'Give the store a signing secret first.')
      await call({ method: 'PUT', path: '/v1/webhook', body: { address, secret } })
      return { done: [`Events are sent to ${address}`] }
    },
  }
}

async function listOrders(shop: Shop, range: Range, page: string | null): Promise<OrderPage> {
  const { json, body } = await ask(shop, {
    method: 'GET',
    path: '/v1/orders',
    query: {
      updated_from: range.from.toISOString(),
      updated_to: range.to.toISOString(),
      limit: PAGE_MAX,
      ...(page !== null && { page }),
    },
  })
  const next = textOf(at(json, 'next'))
  const said = instantOf(at(json, 'through'))
  const through = next !== null || said === null ? range.from : new Date(said)
  const isEmpty = listIn(at(json, 'orders')).length === 0
  return {
    orders: isEmpty ? [] : [askedFor(body)],
    next,
    through: through < range.to ? through : range.to,
  }
}

async function pushStock(shop: Shop, items: StockItem[], key: string): Promise<PushResult[]> {
  const { json } = await ask(shop, {
    method: 'PUT',
    path: '/v1/stock',
    key,
    body: { items: items.map(({ listing, quantity }) => ({ sku: listing.sku, quantity })) },
  })
  const results = objectsOf(at(json, 'results'))
  return items.map(({ listing }): PushResult => {
    const result = results.find(({ sku }) => skuOf(sku) === listing.sku)
    if (result?.['status'] === 'OK') return { type: 'done', reference: null }
    const why = textOf(result?.['status']) ?? 'it said nothing about this SKU'
    return { type: 'refused', why: `The quantity was refused: ${why}.` }
  })
}

async function readStock(shop: Shop, refs: StoredListing[]) {
  const skus = refs.map(({ sku }) => sku ?? '').join(',')
  const { json } = await ask(shop, { method: 'GET', path: '/v1/stock', query: { skus } })
  const items = objectsOf(at(json, 'items'))
  return refs.map(({ sku }) => {
    const item = items.find((one) => skuOf(one['sku']) === sku)
    return numberOf(item?.['quantity'])
  })
}

/**
 * A status 409 says that it is too late, or already decided otherwise; trying again changes
 * nothing.
 */
async function push(shop: Shop, path: string, key: string, body: unknown): Promise<PushResult> {
  const { status, json } = await ask(shop, { method: 'POST', path, key, body })
  if (status === 200) return { type: 'done', reference: textOf(at(json, 'status')) }
  const words = textOf(at(json, 'error'), 300) ?? `it answered ${status}`
  return { type: 'refused', why: `It was refused: ${words}.` }
}

async function ask({ platform, connection }: Shop, { method, path, query = {}, body, key }: Call) {
  const search = new URLSearchParams(query).toString()
  const root = connection.baseUrl?.replace(/\/+$/, '') ?? ''
  const reply = await callPlatform(platform, connection, {
    method,
    url: `${root}${path}${search && `?${search}`}`,
    headers: {
      'content-type': 'application/json',
      'api-key': connection.credentials['apiKey'] ?? '',
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    repeatable: method === 'GET' || key !== undefined,
    expected: [404, 409],
  })
  return { status: reply.status, body: reply.body, json: jsonOf(reply.body) }
}

function numberOf(value: Parameters<typeof textOf>[0]): number | null {
  const text = textOf(value)
  return text === null ? null : Number(text)
}
