import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { shell } from '../shell/routes.ts'
import { MEASURES, REPORTS } from './words.ts'
import { named } from '#kit/named.ts'

const day = z.iso.date().optional().catch(undefined)

/** Everything that a report shows stands in the address: a link shows the same. */
const ReportsSearch = z.object({
  report: z.literal(named(REPORTS)).optional().catch(undefined),
  from: day,
  until: day,
  compare: z.enum(['year', 'none']).optional().catch(undefined),
  currency: z.string().length(3).optional().catch(undefined),
  store: z.uuid().optional().catch(undefined),
  measure: z.literal(named(MEASURES)).optional().catch(undefined),
  as: z.literal('table').optional().catch(undefined),
})
export type ReportsSearch = z.output<typeof ReportsSearch>

export const reportsRoute = createRoute({
  getParentRoute: () => shell,
  path: '/reports',
  validateSearch: ReportsSearch,
  component: lazyRouteComponent(() => import('./reports-page.tsx'), 'ReportsPage'),
})
