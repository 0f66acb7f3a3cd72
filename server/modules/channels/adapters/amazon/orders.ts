import type { Message, OrderPage, Range } from '../../adapter.ts'
import { askedFor } from '../asked-for.ts'
import { at, objectOf } from '../shape/json.ts'
import { listedIn } from '../shape/raw-json.ts'
import { textOf } from '../shape/text.ts'
import { instantOf } from '../shape/time.ts'
import type { Answer, Api } from './api.ts'
import { fetchOrderV0 } from './orders-v0.ts'
import { marketplaceOf } from './regions.ts'
import { timeOf } from './time.ts'

/** What one call must include; without PROCEEDS an order has not even a total. */
const INCLUDED = [
  ...['BUYER', 'RECIPIENT', 'PROCEEDS', 'PROMOTION', 'CANCELLATION'],
  ...['FULFILLMENT', 'PACKAGES', 'TAX', 'PAYMENT'],
].join(',')

const PAGE_MAX = '100'
/** Amazon refuses a range that ends more recently than this. */
const LAG_MS = 2 * 60_000

type Generation = {
  fetch(api: Api, externalId: string): Promise<Message | undefined>
  ask(api: Api, range: Range, token: string | null): Promise<Answer>
  ordersOf(answer: Answer): string[]
  nextOf(answer: Answer): string | null
  throughOf(answer: Answer): string | null
}

export const generationOf = ({ connection }: Api): Generation =>
  connection.settings['mode'] === 'v0' ? V0 : G2026

const G2026: Generation = {
  async fetch(api, externalId) {
    const answer = await api.call({
      operation: 'getOrder',
      method: 'GET',
      path: `/orders/2026-01-01/orders/${encodeURIComponent(externalId)}`,
      query: { includedData: INCLUDED },
    })
    return answer.status === 404 ? undefined : askedFor(answer.text, 'fetch')
  },
  ask: (api, range, token) =>
    api.call({
      operation: 'searchOrders',
      method: 'GET',
      path: '/orders/2026-01-01/orders',
      query: {
        marketplaceIds: marketplaceOf(api.connection.credentials),
        lastUpdatedAfter: range.from.toISOString(),
        lastUpdatedBefore: range.to.toISOString(),
        includedData: INCLUDED,
        maxResultsPerPage: PAGE_MAX,
        ...(token !== null && { paginationToken: token }),
      },
    }),
  ordersOf: ({ text }) => listedIn(text, 'orders'),
  nextOf: ({ json }) => textOf(at(json, 'pagination', 'nextToken'), 5_000),
  throughOf: ({ json }) => instantOf(at(json, 'lastUpdatedBefore')),
}

const V0: Generation = {
  fetch: fetchOrderV0,
  ask: (api, range, token) =>
    api.call({
      operation: 'listOrdersV0',
      method: 'GET',
      path: '/orders/v0/orders',
      query: {
        MarketplaceIds: marketplaceOf(api.connection.credentials),
        LastUpdatedAfter: range.from.toISOString(),
        LastUpdatedBefore: range.to.toISOString(),
        MaxResultsPerPage: PAGE_MAX,
        ...(token !== null && { NextToken: token }),
      },
    }),
  ordersOf: ({ text }) => listedIn(text, 'payload', 'Orders'),
  nextOf: ({ json }) => textOf(at(json, 'payload', 'NextToken'), 5_000),
  throughOf: ({ json }) => timeOf(at(json, 'payload', 'LastUpdatedBefore')),
}

/** A page. Amazon wants each page asked for with the same range, so a page carries its end. */
type Page = { to: string; token: string }

export async function listOrders(api: Api, range: Range, page: string | null): Promise<OrderPage> {
  const generation = generationOf(api)
  const { to, token } = page === null ? firstOf(api, range) : pageOf(page)
  if (to.getTime() <= range.from.getTime()) return { orders: [], next: null, through: range.from }
  const answer = await generation.ask(api, { from: range.from, to }, token)
  const orders = generation.ordersOf(answer).map((order) => askedFor(order, 'list'))
  const next = generation.nextOf(answer)
  if (next !== null) {
    const following: Page = { to: to.toISOString(), token: next }
    return { orders, next: JSON.stringify(following), through: range.from }
  }
  // Amazon says itself how far it has looked, and its word counts more than our clock.
  const said = generation.throughOf(answer)
  const through = said === null ? to : new Date(said)
  return { orders, next: null, through: through < to ? through : to }
}

function firstOf({ connection }: Api, range: Range) {
  const latest = connection.now().getTime() - LAG_MS
  return { to: new Date(Math.min(range.to.getTime(), latest)), token: null }
}

function pageOf(page: string) {
  const { to, token } = objectOf(JSON.parse(page) as Page)
  return { to: new Date(textOf(to) ?? 0), token: textOf(token, 5_000) }
}
