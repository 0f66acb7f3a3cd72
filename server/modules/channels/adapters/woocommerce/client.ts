import type { Client, Connection } from '../../adapter.ts'
import { outcomeOfPush } from '../outcome-of-push.ts'
import { at } from '../shape/json.ts'
import { textOf } from '../shape/text.ts'
import { accepted, type Api, createApi } from './api.ts'
import { cancelLines } from './cancel-lines.ts'
import { fetchOrder, listOrders } from './orders.ts'
import { checkRefund, refundOrder } from './give-back.ts'
import { cancelOrder, pushShipment } from './pushes.ts'
import { currencyIn, listListings, pushStock, readStock } from './stock.ts'
import { ensureWebhooks } from './webhooks.ts'

export function connect(connection: Connection, settleS: number): Client {
  const api = createApi(connection)
  // It is read once for all pages of a list.
  let currency: Promise<string | null> | undefined
  const trusted = () => new Date(+connection.now() - settleS * 1_000)
  return {
    test: () => test(api, connection.uid),
    fetchOrder: (externalId) => fetchOrder(api, externalId),
    listOrders: (range, page) => listOrders(api, range, page, trusted()),
    listListings: async (page) => listListings(api, page, await (currency ??= currencyIn(api))),
    pushStock: (items) => pushStock(api, items),
    readStock: (refs) => readStock(api, refs),
    pushShipment: (shipment) => outcomeOfPush(() => pushShipment(api, shipment)),
    cancelOrder: (externalId) => outcomeOfPush(() => cancelOrder(api, externalId)),
    refundOrder: (refund) => outcomeOfPush(() => refundOrder(api, refund)),
    cancelLines: (cancellation) =>
      outcomeOfPush(() => cancelLines(api, cancellation, connection.settings)),
    checkPush: (reference) => outcomeOfPush(() => checkRefund(api, reference)),
    ensureWebhooks: (address) => {
      return ensureWebhooks(api, address, connection.credentials['webhookSecret'])
    },
  }
}

/** Tests the one right that all work needs: to read orders. */
async function test(api: Api, name: string): Promise<{ name: string; details: string[] }> {
  accepted(await api.get('orders', { per_page: '1' }))
  const currency = await api.get('data/currencies/current')
  const code = textOf(at(currency.json, 'code'))
  return { name, details: code === null ? [] : [`Sells in ${code}`] }
}
