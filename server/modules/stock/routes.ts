import type { Routes } from '#platform/routes.ts'
import { importRoutes } from './imports/routes.ts'
import type { ListShort } from './levels/read-levels.ts'
import { levelRoutes } from './levels/routes.ts'
import { locationRoutes } from './locations/routes.ts'
import { movementRoutes } from './movement-routes.ts'
import { reservationRoutes } from './reservations/routes.ts'
import { takeRoutes } from './takes/routes.ts'

/** `listShort` comes from the module that owns the lines of orders. */
export const stockRoutes =
  ({ listShort }: { listShort: ListShort }): Routes =>
  (app) => {
    locationRoutes(app)
    levelRoutes(app, listShort)
    movementRoutes(app)
    importRoutes(app)
    reservationRoutes(app)
    takeRoutes(app)
  }
