import type { Routes } from '#platform/routes.ts'
import { StoreParams, StoreStatus } from '../contract.ts'
import { readStatus } from './read-status.ts'

export const statusRoutes: Routes = (app) => {
  app.get('/stores/:storeId/status', {
    config: { permission: 'channels.read' },
    schema: {
      tags: ['stores'],
      summary: 'Read whether a store is well',
      description:
        'Its last message, how far behind it is, what became of the messages of the last hour and ' +
        'day, what waits for a person, what the platform has refused, how calls to it go, and how ' +
        'long it takes from a sale until other buyers see the new number.',
      params: StoreParams,
      response: { 200: StoreStatus },
    },
    handler: ({ ctx, params }) => readStatus(ctx, params.storeId),
  })
}
