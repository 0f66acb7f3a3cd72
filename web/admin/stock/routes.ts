import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { shell } from '../shell/routes.ts'

const StockSearch = z.object({
  q: z.string().max(100).optional().catch(undefined),
  low: z.literal(true).optional().catch(undefined),
  location: z.string().max(50).optional().catch(undefined),
})
export type StockSearch = z.output<typeof StockSearch>

export const stockRoute = createRoute({
  getParentRoute: () => shell,
  path: '/stock',
  validateSearch: StockSearch,
  component: lazyRouteComponent(() => import('./stock-page.tsx'), 'StockPage'),
})
