import { IfMatch, readIfMatch } from '#platform/http/etag.ts'
import type { App } from '#platform/routes.ts'
import {
  AfterChange,
  CancellationPreview,
  CancelLinesBody,
  EditOrderBody,
  HoldBody,
  HoldParams,
  LineQuantities,
  NoteBody,
  NoteList,
  NoteView,
  OrderParams,
  ParcelBody,
  ReturnBody,
} from './contract.ts'
import { addNote, editOrder, readNotes } from './edit-order.ts'
import * as stock from '#stock'
import { previewCancellation } from './preview-cancellation.ts'
import { stepPermissions } from './step-permission.ts'
import { showChanged, stepAndShow } from './step-and-show.ts'

/** What staff do with an order at their desk. */
export function deskRoutes(app: App): void {
  editRoutes(app)
  holdRoutes(app)
  noteRoutes(app)
  parcelRoutes(app)
  returnRoutes(app)
  cancelLinesRoutes(app)
}

function editRoutes(app: App): void {
  app.patch('/orders/:orderId', {
    config: { permission: 'orders.edit' },
    schema: {
      tags: ['orders'],
      summary: 'Change tags, note, address, assignee or ship-by time',
      description: 'With `If-Match`, a change that somebody else made in between is refused.',
      params: OrderParams,
      headers: IfMatch,
      body: EditOrderBody,
      response: { 200: AfterChange },
    },
    handler: async (request, reply) => {
      const { ctx, params, body } = request
      await editOrder(ctx, { ...params, ...body, expectedVersion: readIfMatch(request) })
      return showChanged(reply, ctx, params.orderId)
    },
  })
}

function holdRoutes(app: App): void {
  app.post('/orders/:orderId/holds', {
    config: { permission: stepPermissions.hold },
    schema: {
      tags: ['orders'],
      summary: 'Put an order on hold',
      description: 'It keeps its stock and goes nowhere until the hold is released.',
      params: OrderParams,
      headers: IfMatch,
      body: HoldBody,
      response: { 200: AfterChange },
    },
    handler: async (request, reply) => {
      const { ctx, params, body } = request
      const step = { type: 'hold', reason: body.reason } as const
      const expectedVersion = readIfMatch(request)
      const order = await stepAndShow(reply, ctx, { ...params, step, expectedVersion })
      // Only now: a refused hold leaves no comment behind.
      if (body.comment) await addNote(ctx, params.orderId, body.comment)
      return order
    },
  })

  app.delete('/orders/:orderId/holds/:reason', {
    config: { permission: stepPermissions.release },
    schema: {
      tags: ['orders'],
      summary: 'Release a hold',
      params: HoldParams,
      headers: IfMatch,
      response: { 200: AfterChange },
    },
    handler: (request, reply) => {
      const { orderId, reason } = request.params
      const step = { type: 'release', reason } as const
      return stepAndShow(reply, request.ctx, {
        orderId,
        step,
        expectedVersion: readIfMatch(request),
      })
    },
  })
}

function noteRoutes(app: App): void {
  app.post('/orders/:orderId/notes', {
    config: { permission: 'orders.edit', idempotency: 'optional' },
    schema: {
      tags: ['orders'],
      summary: 'Write a note on an order',
      params: OrderParams,
      body: NoteBody,
      response: { 201: NoteView },
    },
    handler: async ({ ctx, params, body }, reply) =>
      reply.code(201).send(await addNote(ctx, params.orderId, body.text)),
  })

  app.get('/orders/:orderId/notes', {
    config: { permission: 'orders.read' },
    schema: {
      tags: ['orders'],
      summary: 'Read the notes of an order',
      params: OrderParams,
      response: { 200: NoteList },
    },
    handler: async ({ ctx, params }) => ({ notes: await readNotes(ctx, params.orderId) }),
  })
}

function parcelRoutes(app: App): void {
  app.post('/orders/:orderId/parcels', {
    config: { permission: stepPermissions.ship, idempotency: 'optional' },
    schema: {
      tags: ['orders'],
      summary: 'Send all or some lines',
      description:
        'The pieces leave the shelf, and the platform that sold them is told, with the tracking. ' +
        'Without `lines` everything that is open is sent.',
      params: OrderParams,
      headers: IfMatch,
      body: ParcelBody,
      response: { 200: AfterChange },
    },
    handler: (request, reply) => {
      const { ctx, params, body } = request
      const { lines, ...parcel } = body
      const step = { type: 'ship', parcel, ...(lines && { lines }) } as const
      return stepAndShow(reply, ctx, { ...params, step, expectedVersion: readIfMatch(request) })
    },
  })
}

function returnRoutes(app: App): void {
  app.post('/orders/:orderId/returns', {
    config: { permission: stepPermissions.take_back, idempotency: 'optional' },
    schema: {
      tags: ['orders'],
      summary: 'Take back all or some lines',
      description:
        'What left our shelf for this order is put back, or booked in and out again as scrap. ' +
        'Without `lines` everything that was sent and has not come back.',
      params: OrderParams,
      headers: IfMatch,
      body: ReturnBody,
      response: { 200: AfterChange },
    },
    handler: async (request, reply) => {
      const { ctx, params, body } = request
      const { goods, lines, location } = body
      const step = { type: 'take_back', goods, ...(lines && { lines }) } as const
      const backTo = location === undefined ? undefined : await stock.findPlace(ctx, location)
      return stepAndShow(reply, ctx, {
        ...params,
        step,
        backTo,
        expectedVersion: readIfMatch(request),
      })
    },
  })
}

function cancelLinesRoutes(app: App): void {
  app.post('/orders/:orderId/cancellations', {
    config: { permission: stepPermissions.cancel_lines, idempotency: 'optional' },
    schema: {
      tags: ['orders'],
      summary: 'Cancel some pieces of an order',
      description:
        'Their stock is given back at once. Of an order of our own the total falls by what they ' +
        'cost: less is to be paid, and what was paid beyond it is given back. What an order of a ' +
        'platform costs follows when the platform says so itself: it is told where it has a call ' +
        'for single pieces, and elsewhere the timeline says that a person must tell it. Whoever ' +
        'cancels all that an order has cancels the order.',
      params: OrderParams,
      headers: IfMatch,
      body: CancelLinesBody,
      response: { 200: AfterChange },
    },
    handler: (request, reply) => {
      const { ctx, params, body } = request
      const step = { type: 'cancel_lines', ...body } as const
      return stepAndShow(reply, ctx, { ...params, step, expectedVersion: readIfMatch(request) })
    },
  })

  app.post('/orders/:orderId/cancellations/preview', {
    config: { permission: 'orders.read' },
    schema: {
      tags: ['orders'],
      summary: 'See what cancelling pieces would mean for the money',
      description:
        'Reckoned by the rules of the cancellation itself; nothing is changed. Without `lines` ' +
        'everything that is open. What a platform was paid, it gives back itself.',
      params: OrderParams,
      headers: IfMatch,
      body: LineQuantities,
      response: { 200: CancellationPreview },
    },
    handler: (request) => {
      const { ctx, params, body } = request
      const expectedVersion = readIfMatch(request)
      return previewCancellation(ctx, { ...params, ...body, expectedVersion })
    },
  })
}
