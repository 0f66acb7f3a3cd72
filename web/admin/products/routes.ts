import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { shell } from '../shell/routes.ts'

const ProductsSearch = z.object({
  q: z.string().max(100).optional().catch(undefined),
  state: z.enum(['draft', 'published', 'archived']).optional().catch(undefined),
  edit: z.literal(true).optional().catch(undefined),
})
export type ProductsSearch = Omit<z.output<typeof ProductsSearch>, 'edit'>

export const productsRoute = createRoute({
  getParentRoute: () => shell,
  path: '/products',
  validateSearch: ProductsSearch,
  component: lazyRouteComponent(() => import('./products-page.tsx'), 'ProductsPage'),
})

export const productRoute = createRoute({
  getParentRoute: () => shell,
  path: '/products/$productId',
  component: lazyRouteComponent(() => import('./product-page.tsx'), 'ProductPage'),
})
