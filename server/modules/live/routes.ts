import { entranceOf } from '#access'
import { HttpProblem } from '#platform/http/problems.ts'
import type { Routes } from '#platform/routes.ts'
import { LiveTicket, LiveTicketBody } from './contract.ts'
import { issueTicket } from './ticket.ts'

export const liveRoutes: Routes = (app, runtime) => {
  app.post('/live/tickets', {
    config: { permission: 'live.read' },
    schema: {
      tags: ['live'],
      summary: 'Get a ticket for the live feed',
      description:
        'Open a WebSocket at `/api/v1/live?ticket=…` within half a minute; a ticket is used once. ' +
        'With `after`, the `position` of the last message, the feed goes on from there without ' +
        'gaps and without repeats; without it, from now on. Messages: `hello`, `events`, `beat`, ' +
        'and `reset` when so much was missed that everything should be loaded anew.',
      body: LiveTicketBody,
      response: { 201: LiveTicket },
    },
    handler: async (request, reply) => {
      const { ctx, ip: address, body } = request
      const entranceId = await entranceOf(runtime, request)
      if (!entranceId) throw HttpProblem.unauthenticated()
      const by = { address, entranceId }
      const { ticket, expiresAt, topics } = await issueTicket(ctx, by, body.topics)
      reply.header('cache-control', 'no-store')
      return reply.code(201).send({ ticket, topics, expiresAt: expiresAt.toISOString() })
    },
  })
}
