import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { shell } from '../shell/routes.ts'
import { OrdersSearch } from './search.ts'

export const ordersRoute = createRoute({
  getParentRoute: () => shell,
  path: '/orders',
  validateSearch: OrdersSearch,
  component: lazyRouteComponent(() => import('./list/orders-page.tsx'), 'OrdersPage'),
})

export const bulkRunsRoute = createRoute({
  getParentRoute: () => shell,
  path: '/orders/bulk',
  validateSearch: z.object({ run: z.uuid().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./bulk/runs-page.tsx'), 'BulkRunsPage'),
})

/** A moment of the past and an open message stand in the address: a colleague sees the same. */
const OrderSearch = z.object({
  at: z.iso.datetime().optional().catch(undefined),
  message: z.uuid().optional().catch(undefined),
})

export const orderRoute = createRoute({
  getParentRoute: () => shell,
  path: '/orders/$orderId',
  validateSearch: OrderSearch,
  component: lazyRouteComponent(() => import('./detail/order-page.tsx'), 'OrderPage'),
})
