import { IdParams, IssuedKeyView, IssueKey, KeyPage, PageQuery, RotateKey } from '../contract.ts'
import { byId, pageOf } from '#platform/http/page.ts'
import type { Routes } from '#platform/routes.ts'
import { viewOfKey } from '../views.ts'
import { type IssuedKey, issueKey, revokeKey, rotateKey } from './change-keys.ts'
import { listKeys } from './store.ts'

const tags = ['API keys']
const config = { permission: 'keys.manage' }

export const keyRoutes: Routes = (app) => {
  app.get('/api-keys', {
    config,
    schema: {
      tags,
      summary: 'List the API keys of the org',
      description: 'Newest first, without their secrets, which nobody can see again.',
      querystring: PageQuery,
      response: { 200: KeyPage },
    },
    handler: async ({ ctx, query }) => {
      const { rows, pagination } = await pageOf(query, byId, (page) =>
        listKeys(ctx.db, ctx.orgId, page),
      )
      return { apiKeys: rows.map(viewOfKey), pagination }
    },
  })
  app.post('/api-keys', {
    config,
    schema: {
      tags,
      summary: 'Issue an API key',
      description: 'With permissions that one has oneself. The secret is shown this once.',
      body: IssueKey,
      response: { 201: IssuedKeyView },
    },
    handler: async ({ ctx, body }, reply) => {
      reply.header('cache-control', 'no-store')
      return reply.code(201).send(viewOfIssued(await issueKey(ctx, body)))
    },
  })
  app.post('/api-keys/:id/rotate', {
    config,
    schema: {
      tags,
      summary: 'Replace an API key',
      description: 'The old one works for `overlapHours` more, so that programs can change over.',
      params: IdParams,
      body: RotateKey,
      response: { 201: IssuedKeyView },
    },
    handler: async ({ ctx, params, body }, reply) => {
      reply.header('cache-control', 'no-store')
      const rotated = await rotateKey(ctx, { keyId: params.id, ...body })
      return reply.code(201).send(viewOfIssued(rotated))
    },
  })
  app.delete('/api-keys/:id', {
    config,
    schema: {
      tags,
      summary: 'Revoke an API key',
      description: 'It stays in the list. Revoking twice is the same as revoking once.',
      params: IdParams,
      response: { 204: {} },
    },
    handler: async ({ ctx, params }, reply) => {
      await revokeKey(ctx, params.id)
      return reply.code(204).send()
    },
  })
}

const viewOfIssued = ({ key, secret }: IssuedKey) => ({ apiKey: viewOfKey(key), secret })
