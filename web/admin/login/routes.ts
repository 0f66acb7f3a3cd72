import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { root } from '../shell/routes.ts'

const LoginSearch = z.object({
  return: z.string().optional().catch(undefined),
  /** Somebody was at work when the session ended. */
  ended: z.literal(true).optional().catch(undefined),
})

export const loginRoute = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: LoginSearch,
  component: lazyRouteComponent(() => import('./login-page.tsx'), 'LoginPage'),
})

/** Where the links of invitations and forgotten passwords lead. The token stands behind `#`. */
export const resetRoute = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: lazyRouteComponent(() => import('./reset-page.tsx'), 'ResetPage'),
})
