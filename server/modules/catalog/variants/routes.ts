import type { FastifyReply, FastifyRequest } from 'fastify'
import { etagOf, IfMatch, NeededIfMatch, readIfMatch, requireIfMatch } from '#platform/http/etag.ts'
import type { Routes } from '#platform/routes.ts'
import {
  ChangeVariantBody,
  NewVariant,
  ProductParams,
  ProductView,
  SetPricesBody,
  VariantParams,
} from '../contract.ts'
import { getProduct } from '../products/read-product.ts'
import { addVariant, changePrices, changeVariant } from './change-variants.ts'

const tags = ['products']
const config = { permission: 'catalog.edit' }
const ofVariant = { params: VariantParams, headers: IfMatch, response: { 200: ProductView } }

export const variantRoutes: Routes = (app) => {
  app.post('/products/:productId/variants', {
    config: { ...config, idempotency: 'optional' },
    schema: {
      tags,
      summary: 'Add a variant',
      params: ProductParams,
      headers: IfMatch,
      body: NewVariant,
      response: { 201: ProductView },
    },
    handler: async (request, reply) => {
      await addVariant(request.ctx, { ...whichOf(request), variant: request.body })
      return sendProduct(request, reply.code(201))
    },
  })
  app.patch('/products/:productId/variants/:sku', {
    config,
    schema: {
      tags,
      summary: 'Change a variant',
      body: ChangeVariantBody,
      ...ofVariant,
      headers: NeededIfMatch,
    },
    handler: async (request, reply) => {
      const which = { ...request.params, expectedVersion: requireIfMatch(request) }
      await changeVariant(request.ctx, { ...which, change: request.body })
      return sendProduct(request, reply)
    },
  })
  app.delete('/products/:productId/variants/:sku', {
    config,
    schema: {
      tags,
      summary: 'Switch a variant off',
      description: 'It can no longer be ordered. It stays, because orders name its SKU.',
      ...ofVariant,
    },
    handler: async (request, reply) => {
      const { sku } = request.params
      await changeVariant(request.ctx, { ...whichOf(request), sku, change: { active: false } })
      return sendProduct(request, reply)
    },
  })
  app.put('/products/:productId/variants/:sku/prices', {
    config,
    schema: {
      tags,
      summary: 'Set the prices of a variant',
      description: 'All of them: a currency that is not named has no price any more.',
      body: SetPricesBody,
      ...ofVariant,
      headers: NeededIfMatch,
    },
    handler: async (request, reply) => {
      const which = { ...request.params, expectedVersion: requireIfMatch(request) }
      await changePrices(request.ctx, { ...which, prices: request.body.prices })
      return sendProduct(request, reply)
    },
  })
}

type OfProduct = FastifyRequest<{ Params: { productId: string } }>

const whichOf = (request: OfProduct) => ({
  productId: request.params.productId,
  expectedVersion: readIfMatch(request),
})

async function sendProduct({ ctx, params }: OfProduct, reply: FastifyReply) {
  const product = await getProduct(ctx, params.productId)
  return reply.header('etag', etagOf(product.version)).send(product)
}
