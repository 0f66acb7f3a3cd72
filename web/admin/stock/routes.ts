import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { shell } from '../shell/routes.ts'

const StockSearch = z.object({
  q: z.string().max(100).optional().catch(undefined),
  low: z.literal(true).optional().catch(undefined),
  location: z.string().max(50).optional().catch(undefined),
  edit: z.literal(true).optional().catch(undefined),
})
export type StockSearch = Omit<z.output<typeof StockSearch>, 'edit'>

export const stockRoute = createRoute({
  getParentRoute: () => shell,
  path: '/stock',
  validateSearch: StockSearch,
  component: lazyRouteComponent(() => import('./stock-page.tsx'), 'StockPage'),
})

export const receiveRoute = createRoute({
  getParentRoute: () => shell,
  path: '/stock/receive',
  component: lazyRouteComponent(() => import('./receive/receive-page.tsx'), 'ReceivePage'),
})

export const locationsRoute = createRoute({
  getParentRoute: () => shell,
  path: '/stock/locations',
  component: lazyRouteComponent(() => import('./locations/locations-page.tsx'), 'LocationsPage'),
})

export const takesRoute = createRoute({
  getParentRoute: () => shell,
  path: '/stock/takes',
  component: lazyRouteComponent(() => import('./takes/takes-page.tsx'), 'TakesPage'),
})

export const takeRoute = createRoute({
  getParentRoute: () => shell,
  path: '/stock/takes/$takeId',
  component: lazyRouteComponent(() => import('./takes/take-page.tsx'), 'TakePage'),
})
