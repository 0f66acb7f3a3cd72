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
