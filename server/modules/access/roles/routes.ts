import {
  ChangeRole,
  CreateRole,
  IdParams,
  PageQuery,
  PermissionList,
  RolePage,
  RoleView,
} from '../contract.ts'
import { byId, pageOf } from '#platform/http/page.ts'
import type { App, Routes } from '#platform/routes.ts'
import { permissions } from '../permissions.ts'
import { viewOfRole } from '../views.ts'
import { changeRole, createRole, removeRole } from './change-roles.ts'
import { listRoles } from './store.ts'

const tags = ['people']

export const roleRoutes: Routes = (app) => {
  readingRoutes(app)
  app.post('/roles', {
    config: { permission: 'roles.manage', idempotency: 'optional' },
    schema: {
      tags,
      summary: 'Make a role',
      description: 'Of permissions that one has oneself; `GET /permissions` lists them all.',
      body: CreateRole,
      response: { 201: RoleView },
    },
    handler: async ({ ctx, body }, reply) =>
      reply.code(201).send(viewOfRole(await createRole(ctx, body))),
  })
  app.patch('/roles/:id', {
    config: { permission: 'roles.manage' },
    schema: {
      tags,
      summary: 'Change a role',
      description: 'For everybody who has it, within two seconds.',
      params: IdParams,
      body: ChangeRole,
      response: { 200: RoleView },
    },
    handler: async ({ ctx, params, body }) =>
      viewOfRole(await changeRole(ctx, { roleId: params.id, ...body })),
  })
  app.delete('/roles/:id', {
    config: { permission: 'roles.manage' },
    schema: {
      tags,
      summary: 'Remove a role that nobody has',
      params: IdParams,
      response: { 204: {} },
    },
    handler: async (request, reply) => {
      await removeRole(request.ctx, request.params.id)
      return reply.code(204).send()
    },
  })
}

function readingRoutes(app: App): void {
  app.get('/permissions', {
    config: { permission: 'signed_in' },
    schema: { tags, summary: 'List all permissions', response: { 200: PermissionList } },
    handler: async () => ({
      permissions: Object.entries(permissions).map(([name, description]) => ({
        name,
        description,
      })),
    }),
  })
  app.get('/roles', {
    config: { permission: 'users.read' },
    schema: {
      tags,
      summary: 'List the roles of the org',
      querystring: PageQuery,
      response: { 200: RolePage },
    },
    handler: async ({ ctx, query }) => {
      const { rows, pagination } = await pageOf(query, byId, (page) =>
        listRoles(ctx.db, ctx.orgId, page),
      )
      return { roles: rows.map(viewOfRole), pagination }
    },
  })
}
