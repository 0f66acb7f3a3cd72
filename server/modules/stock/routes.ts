import type { Routes } from '#platform/routes.ts'
import { backorderRoutes } from './backorder/routes.ts'
import { importRoutes } from './imports/routes.ts'
import { levelRoutes } from './levels/routes.ts'
import { locationRoutes } from './locations/routes.ts'
import { movementRoutes } from './movement-routes.ts'
import { reservationRoutes } from './reservations/routes.ts'
import { takeRoutes } from './takes/routes.ts'
import type { Told } from './told.ts'

export const stockRoutes =
  (told: Told): Routes =>
  (app) => {
    locationRoutes(app)
    levelRoutes(app, told)
    backorderRoutes(app, told)
    movementRoutes(app)
    importRoutes(app)
    reservationRoutes(app)
    takeRoutes(app)
  }
