import type { Client, Connection } from '../../adapter.ts'
import { outcomeOfPush } from '../outcome-of-push.ts'
import { createApi } from './api.ts'
import { checkFeed } from './feeds.ts'
import { generationOf, listOrders } from './orders.ts'
import { cancelOrder, pushShipment } from './pushes.ts'
import { receiveMessages } from './queue.ts'
import { marketplaceOf } from './regions.ts'
import { listListings } from './listings.ts'
import { pushStock, readStock } from './stock.ts'

export function connect(connection: Connection): Client {
  const api = createApi(connection)
  return {
    async test() {
      const { listings } = await listListings(api, null)
      const place = marketplaceOf(connection.credentials)
      const details = [`Marketplace ${place}`, `${listings.length} listings on the first page`]
      return { name: `Amazon seller ${connection.uid}`, details }
    },
    fetchOrder: (externalId) => generationOf(api).fetch(api, externalId),
    listOrders: (range, page) => listOrders(api, range, page),
    receiveMessages: () => receiveMessages(connection),
    listListings: (page) => listListings(api, page),
    pushStock: (items) => pushStock(api, items),
    readStock: (refs) => readStock(api, refs),
    pushShipment: (shipment) => outcomeOfPush(() => pushShipment(api, shipment)),
    cancelOrder: (externalId) => outcomeOfPush(() => cancelOrder(api, externalId)),
    checkPush: (reference) => outcomeOfPush(() => checkFeed(api, reference)),
  }
}
