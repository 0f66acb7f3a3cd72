import type { Routes } from '#platform/routes.ts'
import { connectionRoutes } from './connections/routes.ts'
import type { CatchUpOrders } from './listings/products/create-products.ts'
import { listingRoutes } from './listings/routes.ts'
import { outgoingRoutes } from './outgoing/routes.ts'

export const channelRoutes =
  (parts: { catchUpOrders: CatchUpOrders }): Routes =>
  (app) => {
    connectionRoutes(app)
    listingRoutes(app, parts)
    outgoingRoutes(app)
  }
