import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { shell } from '../shell/routes.ts'

/** Which kind of dead letters, and which one is open: a colleague gets to see the same. */
const JobsSearch = z.object({
  job: z.string().optional().catch(undefined),
  letter: z.string().optional().catch(undefined),
})

export const jobsRoute = createRoute({
  getParentRoute: () => shell,
  path: '/jobs',
  validateSearch: JobsSearch,
  component: lazyRouteComponent(() => import('./jobs-page.tsx'), 'JobsPage'),
})
