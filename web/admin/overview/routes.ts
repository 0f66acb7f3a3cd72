import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { shell } from '../shell/routes.ts'

/** Whether what is drawn is wanted as a table. */
const OverviewSearch = z.object({ as: z.literal('table').optional().catch(undefined) })

export const overviewRoute = createRoute({
  getParentRoute: () => shell,
  path: '/',
  validateSearch: OverviewSearch,
  component: lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage'),
})
