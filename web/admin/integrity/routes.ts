import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shell } from '../shell/routes.ts'

export const integrityRoute = createRoute({
  getParentRoute: () => shell,
  path: '/integrity',
  component: lazyRouteComponent(() => import('./integrity-page.tsx'), 'IntegrityPage'),
})
