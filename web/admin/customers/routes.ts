import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { shell } from '../shell/routes.ts'

const CustomersSearch = z.object({ q: z.string().max(254).optional().catch(undefined) })

export const customersRoute = createRoute({
  getParentRoute: () => shell,
  path: '/customers',
  validateSearch: CustomersSearch,
  component: lazyRouteComponent(() => import('./customers-page.tsx'), 'CustomersPage'),
})

export const customerRoute = createRoute({
  getParentRoute: () => shell,
  path: '/customers/$customerId',
  component: lazyRouteComponent(() => import('./customer-page.tsx'), 'CustomerPage'),
})
