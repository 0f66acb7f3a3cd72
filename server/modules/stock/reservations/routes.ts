import { HttpProblem } from '#platform/http/problems.ts'
import { byId, pageOf } from '#platform/http/page.ts'
import type { App } from '#platform/routes.ts'
import * as contract from '../contract.ts'
import { StockProblem } from '../problems.ts'
import { endReservation, reserve } from './reserve.ts'
import { listReservations, type Reservation } from './store.ts'

const tags = ['stock']

export function reservationRoutes(app: App): void {
  app.get('/stock/reservations', {
    config: { permission: 'stock.read' },
    schema: {
      tags,
      summary: 'List the reservations made by hand',
      description: 'Newest first.',
      querystring: contract.PageQuery,
      response: { 200: contract.ReservationPage },
    },
    handler: async ({ ctx, query }) => {
      const { rows, pagination } = await pageOf(query, byId, (page) =>
        listReservations(ctx.db, ctx.orgId, page),
      )
      return { reservations: rows.map(viewOf), pagination }
    },
  })
  app.post('/stock/reservations', {
    config: { permission: 'stock.move', idempotency: 'optional' },
    schema: {
      tags,
      summary: 'Keep stock back',
      description: 'Until it is given back or the time is over. All of it, or nothing.',
      body: contract.ReserveBody,
      response: { 201: contract.ReservedView },
    },
    handler: async ({ ctx, body }, reply) => {
      const expiresAt = new Date(body.expiresAt)
      if (expiresAt <= ctx.clock.now()) throw OVER()
      return reply.code(201).send(await reserve(ctx, { ...body, expiresAt }))
    },
  })
  app.delete('/stock/reservations/:id', {
    config: { permission: 'stock.move' },
    schema: {
      tags,
      summary: 'Give stock back that was kept back',
      params: contract.IdParams,
      response: { 204: {} },
    },
    handler: async ({ ctx, params }, reply) => {
      const ended = await endReservation(ctx, params.id, 'given back')
      if (!ended) throw StockProblem.reservation_not_found()
      return reply.code(204).send()
    },
  })
}

const OVER = () =>
  HttpProblem.invalid_request({
    errors: [{ pointer: '/body/expiresAt', detail: 'Must be in the future.' }],
  })

const viewOf = ({ expiresAt, createdAt, ...rest }: Reservation) => ({
  ...{ ...rest, expiresAt: expiresAt.toISOString(), createdAt: createdAt.toISOString() },
})
