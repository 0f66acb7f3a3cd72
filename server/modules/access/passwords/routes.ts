import {
  ChangePassword,
  ConfirmReset,
  ChangeTotp,
  ConfirmTotp,
  RequestReset,
  ResetView,
  TotpConfirmedView,
  TotpStartedView,
} from '../contract.ts'
import type { App, Routes } from '#platform/routes.ts'
import { clientOf, sessionOf } from '../sessions/request.ts'
import { confirmTotp, removeTotp, startTotp } from '../totp/change-totp.ts'
import { changePassword } from './change-password.ts'
import { confirmReset, requestReset } from './reset-password.ts'

const tags = ['sign-in']

export const passwordRoutes: Routes = (app, runtime) => {
  app.post('/auth/password', {
    config: { permission: 'signed_in' },
    schema: {
      tags,
      summary: 'Change one’s own password',
      description: 'Ends all other sessions.',
      body: ChangePassword,
      response: { 204: {} },
    },
    handler: async (request, reply) => {
      const sessionId = await sessionOf(runtime, request)
      const { ip } = clientOf(request)
      await changePassword(request.ctx, { ...request.body, ip, sessionId })
      return reply.code(204).send()
    },
  })
  app.post('/auth/password-reset', {
    config: {
      ...{ permission: 'anyone', rateLimitPerMinute: 60 },
      answers: { 202: 'Taken on, if there is such an account. The answer is empty.' },
    },
    schema: {
      tags,
      summary: 'Ask for a link to choose a new password',
      description: 'The answer is the same whether there is such an account or not.',
      body: RequestReset,
      response: { 202: {} },
    },
    handler: async (request, reply) => {
      const { ip } = clientOf(request)
      await requestReset(request.ctx, { ...request.body, ip })
      return reply.code(202).send()
    },
  })
  app.post('/auth/password-reset/confirm', {
    config: { permission: 'anyone', rateLimitPerMinute: 60 },
    schema: {
      tags,
      summary: 'Choose a new password with the token of the link',
      description: 'Ends all sessions. Sign in with the new password afterwards.',
      body: ConfirmReset,
      response: { 200: ResetView },
    },
    handler: async (request) => confirmReset(request.ctx, request.body),
  })
  totpRoutes(app)
}

function totpRoutes(app: App): void {
  app.post('/auth/totp', {
    config: { permission: 'signed_in' },
    schema: {
      tags,
      summary: 'Start two-step sign-in',
      description: 'It is on only after a code was confirmed. Show `url` as a QR code.',
      body: ChangeTotp,
      response: { 200: TotpStartedView },
    },
    handler: async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { ip } = clientOf(request)
      return startTotp(request.ctx, { ...request.body, ip })
    },
  })
  app.post('/auth/totp/confirm', {
    config: { permission: 'signed_in' },
    schema: {
      tags,
      summary: 'Turn two-step sign-in on',
      description: 'The recovery codes are shown this once; each works once instead of a code.',
      body: ConfirmTotp,
      response: { 200: TotpConfirmedView },
    },
    handler: async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return confirmTotp(request.ctx, request.body)
    },
  })
  app.delete('/auth/totp', {
    config: { permission: 'signed_in' },
    schema: {
      tags,
      summary: 'Turn two-step sign-in off',
      body: ChangeTotp,
      response: { 204: {} },
    },
    handler: async (request, reply) => {
      const { ip } = clientOf(request)
      await removeTotp(request.ctx, { ...request.body, ip })
      return reply.code(204).send()
    },
  })
}
