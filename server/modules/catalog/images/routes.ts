import type { FastifyReply, FastifyRequest } from 'fastify'
import { etagOf, IfMatch, NeededIfMatch, readIfMatch, requireIfMatch } from '#platform/http/etag.ts'
import { HttpProblem } from '#platform/http/problems.ts'
import type { App, Routes } from '#platform/routes.ts'
import { z } from 'zod'
import {
  AddImageBody,
  AddImageQuery,
  ImageParams,
  OrderImagesBody,
  ProductParams,
  ProductView,
  PublicImageParams,
  PublicImageQuery,
} from '../contract.ts'
import { CatalogProblem } from '../problems.ts'
import { getProduct } from '../products/read-product.ts'
import { addImage, IMAGE_BYTES_MAX, orderImages, removeImage } from './change-images.ts'
import { showImage } from './show-image.ts'

const tags = ['products']
const config = { permission: 'catalog.edit' }
const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif']

export const imageRoutes: Routes = (app) => {
  publicRoute(app)
  // Only here may a body be an image.
  app.register(async (scope: App) => addRoute(scope))
  app.put('/products/:productId/images/order', {
    config,
    schema: {
      tags,
      summary: 'Put the images of a product in order',
      params: ProductParams,
      headers: NeededIfMatch,
      body: OrderImagesBody,
      response: { 200: ProductView },
    },
    handler: async (request, reply) => {
      const which = { ...request.params, expectedVersion: requireIfMatch(request) }
      await orderImages(request.ctx, { ...which, ids: request.body.ids })
      return sendProduct(request, reply)
    },
  })
  app.delete('/products/:productId/images/:imageId', {
    config,
    schema: {
      tags,
      summary: 'Remove an image',
      params: ImageParams,
      headers: IfMatch,
      response: { 200: ProductView },
    },
    handler: async (request, reply) => {
      const expectedVersion = readIfMatch(request)
      await removeImage(request.ctx, { ...request.params, expectedVersion })
      return sendProduct(request, reply)
    },
  })
}

function addRoute(app: App): void {
  app.addContentTypeParser(
    IMAGE_TYPES,
    { parseAs: 'buffer', bodyLimit: IMAGE_BYTES_MAX },
    (request, bytes, done) => {
      const [mediaType] = request.headers['content-type']!.split(';', 1)
      if (request.headers['content-encoding']) done(HttpProblem.unsupported_media_type())
      else done(null, { file: { bytes, mediaType: mediaType!.trim().toLowerCase() } })
    },
  )
  app.addContentTypeParser(/^image\//, (_request, _body, done) =>
    done(CatalogProblem.image_type_refused()),
  )
  app.post('/products/:productId/images', {
    config,
    schema: {
      tags,
      summary: 'Add an image',
      description:
        'Send the bytes of a PNG, JPEG, WebP or GIF of at most 5 MB with their content type, or as ' +
        'JSON the https address of an image that stays where it is. Of what is stored, smaller ' +
        'sizes are made in the background: see `sizes`.',
      params: ProductParams,
      querystring: AddImageQuery,
      headers: IfMatch,
      body: AddImageBody,
      response: { 201: ProductView },
    },
    handler: async (request, reply) => {
      const { ctx, params, query, body } = request
      const which = { ...params, expectedVersion: readIfMatch(request) }
      await addImage(ctx, { ...which, image: { ...body, ...query } })
      return sendProduct(request, reply.code(201))
    },
  })
}

function publicRoute(app: App): void {
  app.get('/images/:imageId', {
    config: {
      permission: 'anyone',
      described: { produces: IMAGE_TYPES, response: { 200: z.string() } },
    },
    schema: {
      tags,
      summary: 'Show an image',
      description:
        'The original, or with `size` the smallest that is made and has at least so many pixels on ' +
        'its longer side, as WebP. What they stand for never changes; until a size is made, the ' +
        'original is shown in its place.',
      params: PublicImageParams,
      querystring: PublicImageQuery,
    },
    handler: async ({ ctx, params, query, headers }, reply) => {
      const image = await showImage(ctx, params.imageId, query.size)
      const etag = `"${image.digest.toString('base64url')}"`
      reply.headers({
        etag,
        'cache-control': image.isFinal ? 'public, max-age=86400, immutable' : 'no-cache',
        // An image that is opened by itself must not run what somebody has hidden in it.
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'cross-origin',
        'x-content-type-options': 'nosniff',
      })
      if (headers['if-none-match'] === etag) return reply.code(304).send()
      return reply.type(image.mediaType).send(image.bytes)
    },
  })
}

type OfProduct = FastifyRequest<{ Params: { productId: string } }>

async function sendProduct({ ctx, params }: OfProduct, reply: FastifyReply) {
  const product = await getProduct(ctx, params.productId)
  return reply.header('etag', etagOf(product.version)).send(product)
}
