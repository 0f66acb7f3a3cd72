import type { Routes } from '#platform/routes.ts'
import { connectionRoutes } from './connections/routes.ts'
import { listingRoutes } from './listings/routes.ts'
import { outgoingRoutes } from './outgoing/routes.ts'

export const channelRoutes: Routes = (app) => {
  connectionRoutes(app)
  listingRoutes(app)
  outgoingRoutes(app)
}
