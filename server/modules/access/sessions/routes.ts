import {
  ChangeMe,
  IdParams,
  LogIn,
  MeView,
  PageQuery,
  Refresh,
  Register,
  SessionPage,
  SignedInView,
  SwitchOrg,
  TokensView,
} from '../contract.ts'
import type { Runtime } from '#platform/context.ts'
import { byId, pageOf } from '#platform/http/page.ts'
import type { App, Routes } from '#platform/routes.ts'
import { changeMe } from '../people/change-user.ts'
import { register } from '../people/register.ts'
import { AccessProblem } from '../problems.ts'
import { noSessionCookie } from './cookie.ts'
import { endAllSessions, endSession } from './end-session.ts'
import { logIn } from './log-in.ts'
import { getMe } from './me.ts'
import { personOf } from './person-of.ts'
import { refreshSession } from './refresh-session.ts'
import { answerStarted, clientOf, sessionOf } from './request.ts'
import { listSessions } from './store.ts'
import { switchOrg } from './switch-org.ts'

const tags = ['sign-in']

export const sessionRoutes: Routes = (app, runtime) => {
  beginRoutes(app, runtime)
  endRoutes(app, runtime)
  meRoutes(app, runtime)
  app.get('/auth/sessions', {
    config: { permission: 'signed_in' },
    schema: {
      tags,
      summary: 'List the sessions of the person who is signed in',
      description: 'Newest first, with the one that asks marked as `current`.',
      querystring: PageQuery,
      response: { 200: SessionPage },
    },
    handler: async (request) => {
      const { db, clock } = request.ctx
      const userId = personOf(request.ctx)
      const current = await sessionOf(runtime, request)
      const { rows, pagination } = await pageOf(request.query, byId, (page) =>
        listSessions(db, userId, page, clock.now()),
      )
      const sessions = rows.map((row) => ({
        ...row,
        createdAt: row.createdAt.toISOString(),
        lastSeenAt: row.lastSeenAt.toISOString(),
        expiresAt: row.expiresAt.toISOString(),
        current: row.id === current,
      }))
      return { sessions, pagination }
    },
  })
}

function beginRoutes(app: App, runtime: Runtime): void {
  app.post('/auth/register', {
    config: { permission: 'anyone', rateLimitPerMinute: 60 },
    schema: {
      tags,
      summary: 'Make an account for a customer',
      description: 'And sign in. People who work here are invited instead.',
      body: Register,
      response: { 201: SignedInView },
    },
    handler: async (request, reply) => {
      const started = await register(request.ctx, { ...request.body, ...clientOf(request) })
      return reply.code(201).send(answerStarted(runtime, reply, started))
    },
  })
  app.post('/auth/login', {
    config: { permission: 'anyone' },
    schema: {
      tags,
      summary: 'Sign in',
      description:
        'An unknown address and a wrong password are answered alike. `totp_required` asks for the ' +
        'second step; many wrong tries are answered 429 with `Retry-After`.',
      body: LogIn,
      response: { 200: SignedInView },
    },
    handler: async (request, reply) => {
      const started = await logIn(request.ctx, { ...request.body, ...clientOf(request) })
      return answerStarted(runtime, reply, started)
    },
  })
  app.post('/auth/refresh', {
    config: { permission: 'anyone' },
    schema: {
      tags,
      summary: 'Get the next pair of tokens',
      description: 'Each refresh token works once. One that is used again ends the session.',
      body: Refresh,
      response: { 200: TokensView },
    },
    handler: async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return refreshSession(request.ctx, request.body)
    },
  })
}

function endRoutes(app: App, runtime: Runtime): void {
  app.post('/auth/logout', {
    config: { permission: 'signed_in' },
    schema: { tags, summary: 'End this session', response: { 204: {} } },
    handler: async (request, reply) => {
      personOf(request.ctx)
      const sessionId = await sessionOf(runtime, request)
      if (!sessionId) throw AccessProblem.session_ended()
      await endSession(request.ctx, sessionId)
      return reply.code(204).header('set-cookie', noSessionCookie(runtime.config)).send()
    },
  })
  app.post('/auth/logout-everywhere', {
    config: { permission: 'signed_in' },
    schema: { tags, summary: 'End all sessions, this one too', response: { 204: {} } },
    handler: async (request, reply) => {
      await endAllSessions(request.ctx)
      return reply.code(204).header('set-cookie', noSessionCookie(runtime.config)).send()
    },
  })
  app.delete('/auth/sessions/:id', {
    config: { permission: 'signed_in' },
    schema: {
      tags,
      summary: 'End one session of one’s own',
      params: IdParams,
      response: { 204: {} },
    },
    handler: async (request, reply) => {
      await endSession(request.ctx, request.params.id)
      return reply.code(204).send()
    },
  })
}

function meRoutes(app: App, runtime: Runtime): void {
  app.get('/auth/me', {
    config: { permission: 'signed_in' },
    schema: {
      tags,
      summary: 'Who is signed in, where, and what they may do',
      response: { 200: MeView },
    },
    handler: (request) => getMe(request.ctx),
  })
  app.patch('/auth/me', {
    config: { permission: 'signed_in' },
    schema: {
      tags,
      summary: 'Change one’s own name or language',
      body: ChangeMe,
      response: { 200: MeView },
    },
    handler: async (request) => {
      await changeMe(request.ctx, request.body)
      return getMe(request.ctx)
    },
  })
  app.post('/auth/org', {
    config: { permission: 'signed_in' },
    schema: {
      tags,
      summary: 'Go on in another org',
      description: 'For this session; its tokens stay valid. Orgs of others are unknown: 404.',
      body: SwitchOrg,
      response: { 204: {} },
    },
    handler: async (request, reply) => {
      personOf(request.ctx)
      const sessionId = await sessionOf(runtime, request)
      if (!sessionId) throw AccessProblem.session_ended()
      await switchOrg(request.ctx, { sessionId, orgId: request.body.orgId })
      return reply.code(204).send()
    },
  })
}
