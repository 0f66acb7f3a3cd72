import { etagOf, NeededIfMatch, requireIfMatch } from '#platform/http/etag.ts'
import type { App, Routes } from '#platform/routes.ts'
import { changeCustomer } from './change-customer.ts'
import {
  ChangeCustomerBody,
  CustomerDetail,
  CustomerPage,
  CustomerParams,
  CustomerQuery,
  ErasedView,
  MergeBody,
  MergedView,
  MergeParams,
} from './contract.ts'
import { eraseCustomer } from './erase-customer.ts'
import { mergeCustomers, undoMerge } from './merges/merge-customers.ts'
import { ownRoutes } from './own/routes.ts'
import { getCustomer, readCustomers } from './read-customer.ts'

const tags = ['customers']

export const customerRoutes: Routes = (app) => {
  readRoutes(app)
  changeRoutes(app)
  mergeRoutes(app)
  ownRoutes(app)
}

function readRoutes(app: App): void {
  app.get('/customers', {
    config: { permission: 'customers.read' },
    schema: {
      tags,
      summary: 'List customers',
      description:
        'The newest first, or by name. What has an @ is searched among e-mail addresses, four or ' +
        'more digits among phone numbers, all else among the words of names, of which all must be ' +
        'found. Somebody who comes with an order is found by name within moments.',
      querystring: CustomerQuery,
      response: { 200: CustomerPage },
    },
    handler: ({ ctx, query }) => readCustomers(ctx, query),
  })

  app.get('/customers/:customerId', {
    config: { permission: 'customers.read' },
    schema: {
      tags,
      summary: 'Read a customer',
      description: 'With those who were merged into them. What they bought: see `/summary`.',
      params: CustomerParams,
      response: { 200: CustomerDetail },
    },
    handler: async ({ ctx, params }, reply) => {
      const customer = await getCustomer(ctx, params.customerId)
      return reply.header('etag', etagOf(customer.version)).send(customer)
    },
  })
}

function changeRoutes(app: App): void {
  app.patch('/customers/:customerId', {
    config: { permission: 'customers.edit' },
    schema: {
      tags,
      summary: 'Change how a customer is called and reached',
      description:
        'Orders keep what they were placed with. An e-mail address that belongs to another ' +
        'customer is refused with the id of that one, so that they can be merged.',
      params: CustomerParams,
      headers: NeededIfMatch,
      body: ChangeCustomerBody,
      response: { 200: CustomerDetail },
    },
    handler: async (request, reply) => {
      const { ctx, params, body } = request
      const expectedVersion = requireIfMatch(request)
      await changeCustomer(ctx, { ...params, expectedVersion, change: body })
      const customer = await getCustomer(ctx, params.customerId)
      return reply.header('etag', etagOf(customer.version)).send(customer)
    },
  })

  app.post('/customers/:customerId/erasure', {
    config: { permission: 'customers.erase', idempotency: 'optional' },
    schema: {
      tags,
      summary: 'Erase a customer for ever',
      description:
        'Name, e-mail, phone, addresses and notes are gone: from the customer at once, from the ' +
        'orders and their history within moments. Amounts, lines and stock stay. An order that is ' +
        'still to be sent goes on hold, because nobody knows any more where to.',
      params: CustomerParams,
      response: { 202: ErasedView },
    },
    handler: async ({ ctx, params }, reply) => {
      const { customerId, erasedAt } = await eraseCustomer(ctx, params.customerId)
      return reply.code(202).send({ customerId, erasedAt: erasedAt.toISOString() })
    },
  })
}

function mergeRoutes(app: App): void {
  app.post('/customers/:customerId/merges', {
    config: { permission: 'customers.merge', idempotency: 'optional' },
    schema: {
      tags,
      summary: 'Merge another customer into this one',
      description:
        'From now on they are one person: new orders with the e-mail or phone of either go to ' +
        'this customer. It can be taken back without loss.',
      params: CustomerParams,
      body: MergeBody,
      response: { 201: MergedView },
    },
    handler: async ({ ctx, params: { customerId }, body }, reply) => {
      const mergeId = await mergeCustomers(ctx, { intoId: customerId, fromId: body.from })
      const customer = await getCustomer(ctx, customerId)
      return reply
        .code(201)
        .header('etag', etagOf(customer.version))
        .send({ ...customer, mergeId })
    },
  })

  app.delete('/customers/:customerId/merges/:mergeId', {
    config: { permission: 'customers.merge' },
    schema: {
      tags,
      summary: 'Take back a merge',
      description: 'Each of the two has again the orders that they were placed with.',
      params: MergeParams,
      response: { 204: {} },
    },
    handler: async ({ ctx, params }, reply) => {
      await undoMerge(ctx, params)
      return reply.code(204).send()
    },
  })
}
