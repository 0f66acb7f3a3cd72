import type { FastifyReply } from 'fastify'
import type { Ctx } from '#platform/context.ts'
import { etagOf, NeededIfMatch, requireIfMatch } from '#platform/http/etag.ts'
import type { App } from '#platform/routes.ts'
import {
  AddressParams,
  ChangeCustomerBody,
  ErasureRequestPage,
  ErasureRequestQuery,
  OwnCustomer,
  SaveAddressBody,
} from '../contract.ts'
import { addOwnAddress, changeOwnAddress, removeOwnAddress } from './own-addresses.ts'
import { changeOwn, readOwn } from './own-customer.ts'
import { readRequests, requestErasure, withdrawErasure } from './own-erasure.ts'

const tags = ['customers']

/** What people see and change of themselves. Nothing here takes the id of a customer. */
export function ownRoutes(app: App): void {
  profileRoutes(app)
  addressRoutes(app)
  erasureRoutes(app)
}

async function answer(ctx: Ctx, reply: FastifyReply) {
  const own = await readOwn(ctx)
  return reply.header('etag', etagOf(own.version)).send(own)
}

function profileRoutes(app: App): void {
  app.get('/me/customer', {
    config: { permission: 'customers.read_own' },
    schema: {
      tags,
      summary: 'Read what is stored about oneself',
      description: 'Name, contact and saved addresses. What one has bought: see `/me/orders`.',
      response: { 200: OwnCustomer },
    },
    handler: ({ ctx }, reply) => answer(ctx, reply),
  })

  app.patch('/me/customer', {
    config: { permission: 'customers.edit_own' },
    schema: {
      tags,
      summary: 'Change one’s own name and contact',
      description: 'Orders keep what they were placed with. The login stays as it is.',
      headers: NeededIfMatch,
      body: ChangeCustomerBody,
      response: { 200: OwnCustomer },
    },
    handler: async (request, reply) => {
      const { ctx, body } = request
      await changeOwn(ctx, { expectedVersion: requireIfMatch(request), change: body })
      return answer(ctx, reply)
    },
  })
}

function addressRoutes(app: App): void {
  const config = { permission: 'customers.edit_own' } as const
  app.post('/me/addresses', {
    config: { ...config, idempotency: 'optional' },
    schema: {
      tags,
      summary: 'Save an address',
      description: 'At most 20. The first one is offered first until another one is.',
      body: SaveAddressBody,
      response: { 201: OwnCustomer },
    },
    handler: async ({ ctx, body }, reply) => {
      await addOwnAddress(ctx, body)
      return answer(ctx, reply.code(201))
    },
  })

  app.put('/me/addresses/:addressId', {
    config,
    schema: {
      tags,
      summary: 'Change a saved address',
      params: AddressParams,
      body: SaveAddressBody,
      response: { 200: OwnCustomer },
    },
    handler: async ({ ctx, params, body }, reply) => {
      await changeOwnAddress(ctx, params.addressId, body)
      return answer(ctx, reply)
    },
  })

  app.delete('/me/addresses/:addressId', {
    config,
    schema: {
      tags,
      summary: 'Remove a saved address',
      params: AddressParams,
      response: { 200: OwnCustomer },
    },
    handler: async ({ ctx, params }, reply) => {
      await removeOwnAddress(ctx, params.addressId)
      return answer(ctx, reply)
    },
  })
}

function erasureRoutes(app: App): void {
  const config = { permission: 'customers.erase_own' } as const
  app.put('/me/erasure', {
    config,
    schema: {
      tags,
      summary: 'Ask to be erased',
      description: 'Staff see it and decide. Asking twice is the same as asking once.',
      response: { 202: OwnCustomer },
    },
    handler: async ({ ctx }, reply) => {
      await requestErasure(ctx)
      return answer(ctx, reply.code(202))
    },
  })

  app.delete('/me/erasure', {
    config,
    schema: { tags, summary: 'Ask no longer to be erased', response: { 200: OwnCustomer } },
    handler: async ({ ctx }, reply) => {
      await withdrawErasure(ctx)
      return answer(ctx, reply)
    },
  })

  app.get('/customers/erasure-requests', {
    config: { permission: 'customers.erase' },
    schema: {
      tags,
      summary: 'List who asks to be erased',
      description: 'Whoever waits longest comes first; erasing them ends it.',
      querystring: ErasureRequestQuery,
      response: { 200: ErasureRequestPage },
    },
    handler: ({ ctx, query }) => readRequests(ctx, query),
  })
}
