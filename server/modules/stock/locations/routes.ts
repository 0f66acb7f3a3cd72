import type { App } from '#platform/routes.ts'
import * as contract from '../contract.ts'
import { addLocation, changeLocation, ensureMainLocation } from './change-locations.ts'
import { listLocations } from './store.ts'

const tags = ['stock']

export function locationRoutes(app: App): void {
  app.get('/locations', {
    config: { permission: 'stock.read' },
    schema: {
      tags,
      summary: 'List the locations',
      description: 'In the order in which they are taken from.',
      response: { 200: contract.LocationList },
    },
    handler: async ({ ctx }) => {
      await ensureMainLocation(ctx)
      return { locations: await listLocations(ctx.db, ctx.orgId) }
    },
  })
  app.post('/locations', {
    config: { permission: 'stock.adjust', idempotency: 'optional' },
    schema: {
      tags,
      summary: 'Add a location',
      body: contract.AddLocationBody,
      response: { 201: contract.LocationView },
    },
    handler: async ({ ctx, body }, reply) => reply.code(201).send(await addLocation(ctx, body)),
  })
  app.patch('/locations/:id', {
    config: { permission: 'stock.adjust' },
    schema: {
      tags,
      summary: 'Change a location',
      description:
        'Nothing is sold from a location that is not `active`; its stock stays there. When that ' +
        'changes, every channel is told the new numbers, and orders that wait for stock are filled.',
      params: contract.IdParams,
      body: contract.ChangeLocationBody,
      response: { 200: contract.LocationView },
    },
    handler: ({ ctx, params, body }) => changeLocation(ctx, params.id, body),
  })
}
