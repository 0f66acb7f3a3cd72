import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { shell } from '../shell/routes.ts'

const day = z.iso.date().optional().catch(undefined)

const AuditSearch = z.object({
  action: z.string().max(200).optional().catch(undefined),
  actorId: z.string().max(200).optional().catch(undefined),
  subjectType: z.string().max(200).optional().catch(undefined),
  subjectId: z.string().max(200).optional().catch(undefined),
  from: day,
  until: day,
})

export type AuditSearch = z.output<typeof AuditSearch>

export const auditRoute = createRoute({
  getParentRoute: () => shell,
  path: '/settings/audit',
  validateSearch: AuditSearch,
  component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
})
