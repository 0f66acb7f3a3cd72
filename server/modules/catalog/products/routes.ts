import { etagOf, IfMatch, NeededIfMatch, readIfMatch, requireIfMatch } from '#platform/http/etag.ts'
import type { Routes } from '#platform/routes.ts'
import {
  ChangeProductBody,
  CreateProductBody,
  ListProductsQuery,
  ProductPage,
  ProductParams,
  ProductView,
} from '../contract.ts'
import { listProducts } from '../lists/list-products.ts'
import { archiveProduct, changeProduct } from './change-product.ts'
import { createProduct } from './create-product.ts'
import { getProduct, showProduct } from './read-product.ts'

const tags = ['products']

export const productRoutes: Routes = (app, runtime) => {
  readRoutes(app, runtime)
  changeRoutes(app, runtime)
}

const readRoutes: Routes = (app) => {
  app.get('/products', {
    config: { permission: 'anyone' },
    schema: {
      tags,
      summary: 'List products',
      description:
        'Customers see what is published and has a variant that can be bought, staff see ' +
        'everything. An empty page is no fault.',
      querystring: ListProductsQuery,
      response: { 200: ProductPage },
    },
    handler: ({ ctx, query }) => listProducts(ctx, query),
  })
  app.get('/products/:productId', {
    config: { permission: 'anyone' },
    schema: {
      tags,
      summary: 'Read a product',
      params: ProductParams,
      response: { 200: ProductView },
    },
    handler: async ({ ctx, params }, reply) => {
      const product = await showProduct(ctx, params.productId)
      return reply.header('etag', etagOf(product.version)).send(product)
    },
  })
}

const changeRoutes: Routes = (app) => {
  const config = { permission: 'catalog.edit' }
  app.post('/products', {
    config: { ...config, idempotency: 'optional' },
    schema: {
      tags,
      summary: 'Create a product with its variants',
      body: CreateProductBody,
      response: { 201: ProductView },
    },
    handler: async ({ ctx, body }, reply) => {
      const product = await createProduct(ctx, body)
      return reply.code(201).header('etag', etagOf(product.version)).send(product)
    },
  })
  app.patch('/products/:productId', {
    config,
    schema: {
      tags,
      summary: 'Change, publish or withdraw a product',
      description: 'A field that is not sent stays as it is; `attributes` are replaced as a whole.',
      params: ProductParams,
      headers: NeededIfMatch,
      body: ChangeProductBody,
      response: { 200: ProductView },
    },
    handler: async (request, reply) => {
      const { ctx, params, body } = request
      const expectedVersion = requireIfMatch(request)
      await changeProduct(ctx, { ...params, expectedVersion, change: body })
      const product = await getProduct(ctx, params.productId)
      return reply.header('etag', etagOf(product.version)).send(product)
    },
  })
  app.delete('/products/:productId', {
    config,
    schema: {
      tags,
      summary: 'Archive a product',
      description: 'It can no longer be ordered; its orders and its SKUs stay.',
      params: ProductParams,
      headers: IfMatch,
      response: { 204: {} },
    },
    handler: async (request, reply) => {
      const expectedVersion = readIfMatch(request)
      await archiveProduct(request.ctx, { ...request.params, expectedVersion })
      return reply.code(204).send()
    },
  })
}
