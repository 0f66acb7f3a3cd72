import { isUtf8 } from 'node:buffer'
import type { Ctx } from '#platform/context.ts'
import { requirePermission } from '#platform/http/require-permission.ts'
import type { App, Routes } from '#platform/routes.ts'
import * as contract from '../contract.ts'
import type { LandParts } from '../land/land-order.ts'
import { compareMessage, type Compared } from '../replay/compare.ts'
import { discardMessage } from './discard-message.ts'
import { getOriginal, readAgain } from './read-again.ts'
import { listMessages, type StoredMessage } from './store.ts'

const tags = ['messages']
const READ = 'messages.read'

export const messageRoutes =
  (parts: LandParts): Routes =>
  (app) => {
    readRoutes(app)
    app.post('/messages/:messageId/replay', {
      config: { permission: 'messages.replay' },
      schema: {
        tags,
        summary: 'Read a message again',
        description: 'With the adapter of today. What has been done already is not done twice.',
        params: contract.MessageParams,
        response: { 200: contract.ReplayResult },
      },
      handler: async ({ ctx, params }) => ({
        results: await readAgain(parts, ctx, params.messageId),
      }),
    })
    app.get('/messages/:messageId/comparison', {
      config: { permission: 'messages.replay', rateLimitPerMinute: 60 },
      schema: {
        tags,
        summary: 'Compare a message with what is here',
        description:
          'What the adapter of today reads in it, member by member. For a message that only names ' +
          'its order the platform is asked. Nothing is changed. It needs the permission ' +
          'messages.read as well.',
        params: contract.MessageParams,
        response: { 200: contract.MessageComparison },
      },
      handler: async ({ ctx, params }) => {
        // What differs is shown in the words of the message, names and addresses too.
        requirePermission(ctx, READ)
        return { orders: (await compareMessage(ctx, params.messageId)).map(viewOfCompared) }
      },
    })
    app.post('/messages/:messageId/discard', {
      config: { permission: 'messages.replay' },
      schema: {
        tags,
        summary: 'Give a message up',
        description: 'It is kept, and nobody is asked about it any more.',
        params: contract.MessageParams,
        body: contract.DiscardMessageBody,
        response: { 204: {} },
      },
      handler: async ({ ctx, params, body }, reply) => {
        await discardMessage(ctx, params.messageId, body.reason)
        return reply.code(204).send()
      },
    })
  }

function readRoutes(app: App): void {
  app.get('/messages', {
    config: { permission: READ },
    schema: {
      tags,
      summary: 'List what platforms have sent',
      description: 'Newest first. `verdict=parked` lists what needs a person.',
      querystring: contract.MessageQuery,
      response: { 200: contract.MessageList },
    },
    handler: ({ ctx, query }) => list(ctx, query),
  })
  app.get('/messages/:messageId', {
    config: { permission: READ },
    schema: {
      tags,
      summary: 'Read a message with its original',
      params: contract.MessageParams,
      response: { 200: contract.WholeMessageView },
    },
    handler: async ({ ctx, params }) => {
      const { message, body } = await getOriginal(ctx, params.messageId)
      return {
        ...viewOf(message),
        headers: message.headers,
        body: body?.toString('base64') ?? null,
        text: body && isUtf8(body) ? body.toString('utf8').replaceAll('\0', '\u2400') : null,
      }
    },
  })
}

type Query = (typeof contract.MessageQuery)['_output']

async function list(ctx: Ctx, { since, ...query }: Query) {
  const found = await listMessages(ctx.db, ctx.orgId, {
    ...query,
    since: since === undefined ? undefined : new Date(since),
    limit: query.limit + 1,
  })
  const messages = found.slice(0, query.limit)
  const nextBefore = found.length > messages.length ? messages.at(-1)!.id : null
  return { messages: messages.map(viewOf), nextBefore }
}

const viewOfCompared = ({ differences, ...compared }: Compared) => ({
  ...compared,
  differences: differences.map(({ path, before = null, after = null }) => ({
    path,
    before,
    after,
  })),
})

function viewOf(message: StoredMessage) {
  const { receivedAt, processedAt } = message
  return {
    ...message,
    receivedAt: receivedAt.toISOString(),
    processedAt: processedAt?.toISOString() ?? null,
  }
}
