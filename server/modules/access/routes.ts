import type { Routes } from '#platform/routes.ts'
import { keyRoutes } from './keys/routes.ts'
import { passwordRoutes } from './passwords/routes.ts'
import { peopleRoutes } from './people/routes.ts'
import { roleRoutes } from './roles/routes.ts'
import { sessionRoutes } from './sessions/routes.ts'

export const accessRoutes: Routes = (app, runtime) => {
  sessionRoutes(app, runtime)
  passwordRoutes(app, runtime)
  peopleRoutes(app, runtime)
  roleRoutes(app, runtime)
  keyRoutes(app, runtime)
}
