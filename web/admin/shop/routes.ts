import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shell } from '../shell/routes.ts'

export const shopRoute = createRoute({
  getParentRoute: () => shell,
  path: '/settings/shop',
  component: lazyRouteComponent(() => import('./shop-page.tsx'), 'ShopPage'),
})
