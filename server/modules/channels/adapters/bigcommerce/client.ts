import type { Client, Connection } from '../../adapter.ts'
import { outcomeOfPush } from '../outcome-of-push.ts'
import { at } from '../shape/json.ts'
import { textOf, textsOf } from '../shape/text.ts'
import { accepted, type Api, createApi } from './api.ts'
import { fetchOrder, listOrders } from './orders.ts'
import { cancelOrder, pushShipment } from './pushes.ts'
import { checkRefund, refundOrder } from './refunds.ts'
import { currencyIn, listListings, pushStock, readStock } from './stock.ts'
import { ensureWebhooks } from './webhooks.ts'

export function connect(connection: Connection, settleS: number): Client {
  const api = createApi(connection)
  // It is read once for all pages of a list.
  let currency: Promise<string | null> | undefined
  const trusted = () => new Date(+connection.now() - settleS * 1_000)
  return {
    test: () => test(api),
    fetchOrder: (externalId) => fetchOrder(api, externalId),
    listOrders: (range, page) => listOrders(api, range, page, trusted()),
    listListings: async (page) => listListings(api, page, await (currency ??= currencyIn(api))),
    pushStock: (items, key) => pushStock(api, items, key),
    readStock: (refs) => readStock(api, refs),
    pushShipment: (shipment) => outcomeOfPush(() => pushShipment(api, shipment)),
    cancelOrder: (externalId) => outcomeOfPush(() => cancelOrder(api, externalId)),
    refundOrder: (refund) => outcomeOfPush(() => refundOrder(api, refund)),
    checkPush: (reference) => outcomeOfPush(() => checkRefund(api, reference)),
    ensureWebhooks: (address) => {
      return ensureWebhooks(api, address, connection.credentials['webhookSecret'])
    },
  }
}

async function test(api: Api): Promise<{ name: string; details: string[] }> {
  const { json } = accepted(await api.get('v2/store'))
  const details = textsOf([at(json, 'domain'), at(json, 'currency'), at(json, 'plan_name')])
  return { name: textOf(at(json, 'name')) ?? 'BigCommerce', details }
}
