import type { FastifyRequest } from 'fastify'
import { etagOf, IfMatch, readIfMatch } from '#platform/http/etag.ts'
import type { App } from '#platform/routes.ts'
import { findAccount, listAccounts, type StoreAccount } from '#stores'
import type { Adapter } from '../adapter.ts'
import * as contract from '../contract.ts'
import { ChannelProblem } from '../problems.ts'
import { listAdapters } from '../registry.ts'
import { connectAccount } from './add-store.ts'
import { mendCredentials, mendStore } from './change-store.ts'
import { ensureWebhooks, tryStore } from './try-store.ts'
import { viewOfStore, webhookUrlOf } from './view.ts'

const tags = ['stores']
const config = { permission: 'channels.manage' }

export function connectionRoutes(app: App): void {
  readRoutes(app)
  changeRoutes(app)
  callRoutes(app)
}

const originOf = (request: FastifyRequest): string => `${request.protocol}://${request.host}`

const viewFor = (request: FastifyRequest, account: StoreAccount) =>
  viewOfStore(request.ctx, account, originOf(request))

async function accountOf({ ctx }: FastifyRequest, storeId: string): Promise<StoreAccount> {
  const account = await findAccount(ctx.db, ctx.orgId, storeId)
  if (!account) throw ChannelProblem.store_not_found()
  return account
}

function viewOfPlatform({ connect, modes = [], ...adapter }: Adapter) {
  const { platform, title, needs, accountHelp } = adapter
  return {
    ...{ platform, title, needs, accountHelp, modes: [...modes] },
    ...{ canBeAsked: connect !== undefined, takesPieces: adapter.takesPieces === true },
    fields: adapter.fields.map(({ modes: of = [], ...field }) => ({ ...field, modes: [...of] })),
  }
}

function readRoutes(app: App): void {
  app.get('/platforms', {
    config: { permission: 'channels.read' },
    schema: {
      tags,
      summary: 'List the platforms that can be connected',
      description: 'With what each needs, and where to find it there.',
      response: { 200: contract.PlatformList },
    },
    handler: () => ({ platforms: listAdapters().map(viewOfPlatform) }),
  })
  app.get('/stores', {
    config: { permission: 'channels.read' },
    schema: {
      tags,
      summary: 'List the stores',
      response: { 200: contract.StoreList },
    },
    handler: async (request) => {
      const accounts = await listAccounts(request.ctx.db, request.ctx.orgId)
      return { stores: accounts.map((account) => viewFor(request, account)) }
    },
  })
  app.get('/stores/:storeId', {
    config: { permission: 'channels.read' },
    schema: {
      tags,
      summary: 'Read a store',
      params: contract.StoreParams,
      response: { 200: contract.StoreView },
    },
    handler: async (request, reply) => {
      const account = await accountOf(request, request.params.storeId)
      return reply.header('etag', etagOf(account.version)).send(viewFor(request, account))
    },
  })
}

function changeRoutes(app: App): void {
  app.post('/stores', {
    config: { ...config, idempotency: 'optional' },
    schema: {
      tags,
      summary: 'Connect a store',
      description:
        'The platform is asked first, and what it refuses is not kept. Credentials are sealed and ' +
        'never shown again. `webhookUrl` of the reply is the address to enter on the platform, ' +
        'unless `/webhooks` of the store can do it by itself.',
      body: contract.AddStoreBody,
      response: { 201: contract.StoreView },
    },
    handler: async (request, reply) => {
      const account = await connectAccount(request.ctx, request.body)
      return reply.code(201).send(viewFor(request, account))
    },
  })
  app.patch('/stores/:storeId', {
    config,
    schema: {
      tags,
      summary: 'Change, pause or disconnect a store',
      description:
        'A paused store still takes messages, and nothing is polled or pushed. Another account or ' +
        'address is asked first, and what it refuses is not kept. With `If-Match`, a change that ' +
        'somebody else made in between is refused.',
      params: contract.StoreParams,
      headers: IfMatch,
      body: contract.ChangeStoreBody,
      response: { 200: contract.StoreView },
    },
    handler: async (request) => {
      const { ctx, params, body: change } = request
      const expectedVersion = readIfMatch(request)
      return viewFor(request, await mendStore(ctx, { ...params, change, expectedVersion }))
    },
  })
  app.post('/stores/:storeId/credentials', {
    config,
    schema: {
      tags,
      summary: 'Replace credentials of a store',
      description:
        'The platform is asked with them first, and what it refuses is not kept. Old secrets stay ' +
        'valid for `overlapHours`, since messages are under way.',
      params: contract.StoreParams,
      headers: IfMatch,
      body: contract.ReplaceCredentialsBody,
      response: { 200: contract.StoreView },
    },
    handler: async (request) => {
      const { ctx, params, body } = request
      const expectedVersion = readIfMatch(request)
      const account = await mendCredentials(ctx, { ...params, ...body, expectedVersion })
      return viewFor(request, account)
    },
  })
}

function callRoutes(app: App): void {
  app.post('/stores/:storeId/test', {
    config,
    schema: {
      tags,
      summary: 'Call the platform to see whether the connection works',
      description: 'Changes nothing there. That it does not work is an answer with `ok: false`.',
      params: contract.StoreParams,
      response: { 200: contract.ConnectionTest },
    },
    handler: ({ ctx, params }) => tryStore(ctx, params.storeId),
  })
  app.post('/stores/:storeId/webhooks', {
    config,
    schema: {
      tags,
      summary: 'Register our address at the platform',
      description: 'Makes what is missing and repairs what the platform has switched off.',
      params: contract.StoreParams,
      response: { 200: contract.WebhookWork },
    },
    handler: async (request) => {
      const account = await accountOf(request, request.params.storeId)
      const address = webhookUrlOf(request.ctx, account, originOf(request))
      return ensureWebhooks(request.ctx, account.id, address)
    },
  })
}
