import {
  ChangeUser,
  IdParams,
  InvitedView,
  InviteUser,
  ResetLinkView,
  UserPage,
  UserQuery,
  UserView,
} from '../contract.ts'
import type { Ctx, Runtime } from '#platform/context.ts'
import { byId, pageOf } from '#platform/http/page.ts'
import type { App, Routes } from '#platform/routes.ts'
import { resetUrl } from '../passwords/reset-password.ts'
import { AccessProblem } from '../problems.ts'
import { findRoleByName } from '../roles/store.ts'
import { viewOfMember } from '../views.ts'
import { changeUser, removeUser } from './change-user.ts'
import { replaceLink, turnOffTheirTotp } from './help-user.ts'
import { inviteUser } from './invite-user.ts'
import type { Link } from './make-link.ts'
import { findMember, listMembers } from './store.ts'

const tags = ['people']

export const peopleRoutes: Routes = (app, runtime) => {
  readingRoutes(app)
  helpingRoutes(app, runtime)
  app.post('/users', {
    config: { permission: 'users.manage' },
    schema: {
      tags,
      summary: 'Invite a person',
      description:
        'With a first password, or with a link that is shown this once. Somebody who has an ' +
        'account already keeps their password. Nobody can give a role that exceeds their own.',
      body: InviteUser,
      response: { 201: InvitedView },
    },
    handler: async (request, reply) => {
      const invited = await inviteUser(request.ctx, request.body)
      const user = await getMember(request.ctx, invited.userId)
      reply.header('cache-control', 'no-store')
      return reply
        .code(201)
        .send({ user, invitation: invited.link ? viewOfLink(runtime, invited.link) : null })
    },
  })
  app.patch('/users/:id', {
    config: { permission: 'users.manage' },
    schema: {
      tags,
      summary: 'Give a person another role, or let them in no more',
      description: 'Works within two seconds, in sessions that are open too.',
      params: IdParams,
      body: ChangeUser,
      response: { 200: UserView },
    },
    handler: async (request) => {
      await changeUser(request.ctx, { userId: request.params.id, ...request.body })
      return getMember(request.ctx, request.params.id)
    },
  })
  app.delete('/users/:id', {
    config: { permission: 'users.manage' },
    schema: {
      tags,
      summary: 'Take a person out of the org',
      params: IdParams,
      response: { 204: {} },
    },
    handler: async (request, reply) => {
      await removeUser(request.ctx, request.params.id)
      return reply.code(204).send()
    },
  })
}

const ONLY_HERE = 'Refused for somebody of another org as well, and for oneself.'

function helpingRoutes(app: App, runtime: Runtime): void {
  app.post('/users/:id/reset-link', {
    config: { permission: 'users.manage' },
    schema: {
      tags,
      summary: 'Make a link with which a person chooses a new password',
      description:
        'For who forgot it, or lost the link of the invitation. It is shown this once, works once ' +
        `within a day (an invitation: 7 days), and ends the links before it. ${ONLY_HERE}`,
      params: IdParams,
      response: { 201: ResetLinkView },
    },
    handler: async (request, reply) => {
      const link = await replaceLink(request.ctx, request.params.id)
      reply.header('cache-control', 'no-store')
      return reply.code(201).send(viewOfLink(runtime, link))
    },
  })
  app.delete('/users/:id/totp', {
    config: { permission: 'users.manage' },
    schema: {
      tags,
      summary: 'Turn the two-step sign-in of a person off',
      description: `For who lost the authenticator and the recovery codes. ${ONLY_HERE}`,
      params: IdParams,
      response: { 204: {} },
    },
    handler: async (request, reply) => {
      await turnOffTheirTotp(request.ctx, request.params.id)
      return reply.code(204).send()
    },
  })
}

function readingRoutes(app: App): void {
  app.get('/users', {
    config: { permission: 'users.read' },
    schema: {
      tags,
      summary: 'List the people of the org',
      description:
        'Newest first, customers with an account included; `role` narrows it, and so does `staff`.',
      querystring: UserQuery,
      response: { 200: UserPage },
    },
    handler: async ({ ctx, query }) => {
      const role = query.role ? await findRoleByName(ctx.db, ctx.orgId, query.role) : undefined
      if (query.role && !role) throw AccessProblem.role_not_found()
      const { rows, pagination } = await pageOf(query, byId, (page) =>
        listMembers(ctx.db, ctx.orgId, { ...page, roleId: role?.id, staff: query.staff }),
      )
      return { users: rows.map(viewOfMember), pagination }
    },
  })
  app.get('/users/:id', {
    config: { permission: 'users.read' },
    schema: { tags, summary: 'Show a person', params: IdParams, response: { 200: UserView } },
    handler: (request) => getMember(request.ctx, request.params.id),
  })
}

async function getMember(ctx: Ctx, userId: string) {
  const member = await findMember(ctx.db, ctx.orgId, userId)
  if (!member) throw AccessProblem.user_not_found()
  return viewOfMember(member)
}

const viewOfLink = (runtime: Runtime, { token, expiresAt }: Link) => ({
  ...{ token, url: resetUrl(runtime, token), expiresAt: expiresAt.toISOString() },
})
