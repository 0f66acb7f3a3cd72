import type { Routes } from '#platform/routes.ts'
import { ProductTypeList, ProductTypeView, SaveTypeBody, TypeParams } from '../contract.ts'
import { keepType, removeType } from './change-types.ts'
import { listTypes } from './store.ts'

const tags = ['products']
const config = { permission: 'catalog.edit' }

export const typeRoutes: Routes = (app) => {
  app.get('/product-types', {
    config: { permission: 'catalog.read' },
    schema: { tags, summary: 'List the product types', response: { 200: ProductTypeList } },
    handler: async ({ ctx }) => ({ productTypes: await listTypes(ctx.db, ctx.orgId) }),
  })
  app.put('/product-types/:name', {
    config,
    schema: {
      tags,
      summary: 'Make or change a product type',
      description:
        'Its schema says which attributes products of this type have: a part of JSON Schema with ' +
        'strings, numbers, integers, booleans, enum and required. Other keywords are refused.',
      params: TypeParams,
      body: SaveTypeBody,
      response: { 200: ProductTypeView },
    },
    handler: ({ ctx, params, body }) => keepType(ctx, { ...params, ...body }),
  })
  app.delete('/product-types/:name', {
    config,
    schema: {
      tags,
      summary: 'Remove a product type that no product has',
      params: TypeParams,
      response: { 204: {} },
    },
    handler: async ({ ctx, params }, reply) => {
      await removeType(ctx, params.name)
      return reply.code(204).send()
    },
  })
}
