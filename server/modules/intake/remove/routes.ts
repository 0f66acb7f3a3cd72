import { IfMatch, readIfMatch } from '#platform/http/etag.ts'
import type { Routes } from '#platform/routes.ts'
import { StoreParams } from '../contract.ts'
import { removeStore } from './remove-store.ts'

export const removeRoutes: Routes = (app) => {
  app.delete('/stores/:storeId', {
    config: { permission: 'channels.manage' },
    schema: {
      tags: ['stores'],
      summary: 'Remove a store that has no orders',
      description:
        'With its listings, its credentials and all messages that it has sent. Refused once it has ' +
        'an order, or an API key that is bound to it: then pause or disconnect it.',
      params: StoreParams,
      headers: IfMatch,
      response: { 204: {} },
    },
    handler: async (request, reply) => {
      const expectedVersion = readIfMatch(request)
      await removeStore(request.ctx, { ...request.params, expectedVersion })
      return reply.code(204).send()
    },
  })
}
