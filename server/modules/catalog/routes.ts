import type { Routes } from '#platform/routes.ts'
import { imageRoutes } from './images/routes.ts'
import { importRoutes } from './imports/routes.ts'
import { productRoutes } from './products/routes.ts'
import { typeRoutes } from './types/routes.ts'
import { variantRoutes } from './variants/routes.ts'

export const catalogRoutes: Routes = (app, runtime) => {
  for (const routes of [productRoutes, variantRoutes, imageRoutes, typeRoutes, importRoutes]) {
    routes(app, runtime)
  }
}
