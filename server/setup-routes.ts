import type { Routes } from '#platform/routes.ts'
import { DemoCleared, SetupView } from '#settings'
import { askForDemo, clearDemo, readSetup } from './demo.ts'

/** Routes that show how far a new shop is set up, and that fill in and remove the demo. */
export const setupRoutes: Routes = (app) => {
  const tags = ['settings']
  app.get('/setup', {
    config: { permission: 'settings.read' },
    schema: {
      tags,
      summary: 'Read how far the shop is set up',
      description: 'A store, products, stock, a first order: what people have made themselves.',
      response: { 200: SetupView },
    },
    handler: ({ ctx }) => readSetup(ctx),
  })
  app.post('/demo', {
    config: { permission: 'settings.edit' },
    schema: {
      tags,
      summary: 'Fill an empty shop with demo data',
      description:
        'Products, stock and 300 orders of the last 30 days. Refused where products or orders ' +
        'are, and in production. A job does it: `/setup` says how far it is. Simulated stores ' +
        'begin to sell once it is there.',
      response: { 202: SetupView },
    },
    handler: async ({ ctx }, reply) => {
      await askForDemo(ctx)
      return reply.code(202).send(await readSetup(ctx))
    },
  })
  app.delete('/demo', {
    config: { permission: 'settings.edit' },
    schema: {
      tags,
      summary: 'Clear the demo data',
      description:
        'All that the demo has brought, with its stores and what they sold. Refused as a whole ' +
        'once an order of somebody else is there, or something that leads to the demo.',
      response: { 200: DemoCleared },
    },
    handler: ({ ctx }) => clearDemo(ctx),
  })
}
