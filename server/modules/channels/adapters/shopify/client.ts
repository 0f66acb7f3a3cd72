import { ChannelFailure, type Client, type Connection } from '../../adapter.ts'
import { at, objectOf } from '../shape/json.ts'
import { textOf } from '../shape/text.ts'
import { type Api, API_VERSION, createApi, jsonIn } from './api.ts'
import { cancelLines } from './cancel-lines.ts'
import { cancelOrder } from './cancel.ts'
import { refundOrder } from './give-back.ts'
import { fetchOrder, listOrders } from './list-orders.ts'
import { listListings } from './listings.ts'
import { missingScopes, WANTED_SCOPES } from './scopes.ts'
import { pushShipment } from './ship.ts'
import { locationSetting, pushStock, readStock } from './stock.ts'
import { ensureWebhooks } from './webhooks.ts'

export function connect(connection: Connection): Client {
  const api = createApi(connection)
  const location = () => locationSetting(connection.credentials)
  return {
    test: () => test(api, connection.uid),
    fetchOrder: (externalId) => fetchOrder(api, externalId),
    listOrders: (range, page) => listOrders(api, range, page, connection.now()),
    listListings: async (page) => listListings(api, page, location()),
    pushStock: async (items, key) => pushStock(api, items, location(), key),
    readStock: async (listings) => readStock(api, listings, location()),
    pushShipment: (shipment) => pushShipment(api, shipment),
    cancelOrder: (externalId, reason) => cancelOrder(api, externalId, reason),
    refundOrder: (refund, key) => refundOrder(api, refund, key),
    cancelLines: (cancellation, key) => cancelLines(api, cancellation, key),
    ensureWebhooks: (address) => ensureWebhooks(api, address),
  }
}

async function test(api: Api, uid: string): Promise<{ name: string; details: string[] }> {
  const reply = await api.get('shop.json')
  const shop = objectOf(at(jsonIn(reply), 'shop'))
  const domain = textOf(at(shop, 'myshopify_domain'))?.toLowerCase() ?? uid
  // Otherwise the orders of that shop would be imported a second time, under a name that is not
  // theirs.
  if (domain !== uid) throw new ChannelFailure('rejected', anotherShop(domain, uid))
  const missing = await missingScopes(api, [...WANTED_SCOPES, 'read_all_orders'])
  const answered = reply.header('x-shopify-api-version')
  const details = [
    `${textOf(at(shop, 'domain')) ?? 'no domain'}, ${textOf(at(shop, 'currency')) ?? 'no currency'}`,
    ...missing.map((scope) => `the app has no permission ${scope}${consequenceOf(scope)}`),
  ]
  // Then our version is out of support, and Shopify has answered with the oldest supported one.
  if (answered && answered !== API_VERSION) details.push(`it answers in version ${answered}`)
  return { name: textOf(at(shop, 'name')) ?? 'a shop without a name', details }
}

const anotherShop = (domain: string, uid: string) =>
  `This is the shop ${domain}, and not ${uid}. Correct the account, or the address.`

const consequenceOf = (scope: string) =>
  scope === 'read_all_orders' ? ': orders of more than 60 days ago stay hidden' : ''
