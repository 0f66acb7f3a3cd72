import type { Routes } from '#platform/routes.ts'
import { AuditPage, AuditQuery } from './contract.ts'
import type { SubjectKinds } from './label-subjects.ts'
import { readLog } from './read-log.ts'

export const auditRoutes =
  (kinds: SubjectKinds): Routes =>
  (app) => {
    app.get('/audit', {
      config: { permission: 'audit.read' },
      schema: {
        tags: ['audit'],
        summary: 'List what people and keys have changed',
        description: 'Newest first. Continue with `after`, the `nextCursor` of the page before.',
        querystring: AuditQuery,
        response: { 200: AuditPage },
      },
      handler: (request) => readLog(request.ctx, request.query, kinds),
    })
  }
