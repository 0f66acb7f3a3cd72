import { z } from 'zod'
import { suggestSkus } from '#catalog'
import { IfMatch, readIfMatch } from '#platform/http/etag.ts'
import { pageOf } from '#platform/http/page.ts'
import type { App } from '#platform/routes.ts'
import { findStore } from '#stores'
import * as contract from '../contract.ts'
import { ChannelProblem } from '../problems.ts'
import { changeListing, mapListing } from './map-listing.ts'
import type { CatchUpOrders } from './products/create-products.ts'
import { productRoutes } from './products/routes.ts'
import { pushAgain } from './push-again.ts'
import { findListing, listListings, listNeedy, type StoredListing } from './store.ts'
import { syncListings } from './sync-listings.ts'
import { viewOfListing } from './view.ts'

const tags = ['listings']
const ById = {
  position: z.object({ id: z.uuid() }),
  positionOf: ({ id }: StoredListing) => ({ id }),
}
const ByStore = {
  position: z.object({ storeId: z.uuid(), id: z.uuid() }),
  positionOf: ({ storeId, id }: StoredListing) => ({ storeId, id }),
}
const SUGGESTIONS_MAX = 5

export function listingRoutes(app: App, parts: { catchUpOrders: CatchUpOrders }): void {
  readRoutes(app)
  needyRoutes(app)
  changeRoutes(app)
  productRoutes(app, parts)
}

function readRoutes(app: App): void {
  app.get('/stores/:storeId/listings', {
    config: { permission: 'channels.read' },
    schema: {
      tags,
      summary: 'List what a store sells, and which SKU of ours each is',
      description: 'Continue with `after`, the `nextCursor` of the page before.',
      params: contract.StoreParams,
      querystring: contract.ListingQuery,
      response: { 200: contract.ListingPage },
    },
    handler: async ({ ctx, params, query }) => {
      if (!(await findStore(ctx.db, ctx.orgId, params.storeId))) {
        throw ChannelProblem.store_not_found()
      }
      const filter = { storeId: params.storeId, unmapped: query.unmapped, search: query.search }
      const { rows, pagination } = await pageOf(query, ById, (page) =>
        listListings(ctx.db, ctx.orgId, filter, page),
      )
      return { listings: rows.map(viewOfListing), pagination }
    },
  })
  app.get('/stores/:storeId/listings/:listingId/suggestions', {
    config: { permission: 'channels.read' },
    schema: {
      tags,
      summary: 'Suggest SKUs of ours that a listing may be',
      params: contract.ListingParams,
      response: { 200: contract.SuggestionList },
    },
    handler: async ({ ctx, params }) => {
      const listing = await findListing(ctx.db, ctx.orgId, params.storeId, params.listingId)
      if (!listing) throw ChannelProblem.listing_not_found()
      const { externalSku: sku, title } = listing
      return {
        suggestions: await suggestSkus(ctx.db, ctx.orgId, { sku, title }, SUGGESTIONS_MAX),
      }
    },
  })
}

function needyRoutes(app: App): void {
  app.get('/listings', {
    config: { permission: 'channels.read' },
    schema: {
      tags,
      summary: 'List what needs a person, over all stores',
      description: 'Continue with `after`, the `nextCursor` of the page before.',
      querystring: contract.NeedyListingQuery,
      response: { 200: contract.NeedyListingPage },
    },
    handler: async ({ ctx, query }) => {
      const { rows, pagination } = await pageOf(query, ByStore, (page) =>
        listNeedy(ctx.db, ctx.orgId, query.needs, page),
      )
      const listings = rows.map((row) => ({ ...viewOfListing(row), storeId: row.storeId }))
      return { listings, pagination }
    },
  })
}

function changeRoutes(app: App): void {
  app.post('/stores/:storeId/listings', {
    config: { permission: 'catalog.edit' },
    schema: {
      tags,
      summary: 'Say which SKU of ours a listing is',
      description:
        'Orders that waited for it go on by themselves. A listing that nobody has seen yet is ' +
        'added; the same again changes nothing.',
      params: contract.StoreParams,
      body: contract.MapListingBody,
      response: { 201: contract.ListingView },
    },
    handler: async ({ ctx, params, body }, reply) =>
      reply.code(201).send(viewOfListing(await mapListing(ctx, params.storeId, body))),
  })
  app.patch('/stores/:storeId/listings/:listingId', {
    config: { permission: 'catalog.edit' },
    schema: {
      tags,
      summary: 'Change the mapping, the buffer or the limit of a listing, or pause it',
      params: contract.ListingParams,
      headers: IfMatch,
      body: contract.ChangeListingBody,
      response: { 200: contract.ListingView },
    },
    handler: async (request) => {
      const { ctx, params, body: change } = request
      const { storeId, listingId } = params
      const command = { listingId, change, expectedVersion: readIfMatch(request) }
      return viewOfListing(await changeListing(ctx, storeId, command))
    },
  })
  app.post('/stores/:storeId/listings/:listingId/pushes', {
    config: { permission: 'channels.manage' },
    schema: {
      tags,
      summary: 'Push the number of a listing again',
      description:
        'For one that the platform has refused, once what it named is mended, and for one that ' +
        'waits or was told already: it is told the number of now, at once.',
      params: contract.ListingParams,
      response: { 202: contract.ListingView },
    },
    handler: async ({ ctx, params: { storeId, listingId } }, reply) =>
      reply.code(202).send(viewOfListing(await pushAgain(ctx, storeId, listingId))),
  })
  app.post('/stores/:storeId/listings/sync', {
    config: { permission: 'channels.manage' },
    schema: {
      tags,
      summary: 'Read from the platform what it sells',
      description: 'Where its SKU is one of ours, the mapping makes itself.',
      params: contract.StoreParams,
      response: { 200: contract.SyncResult },
    },
    handler: ({ ctx, params }) => syncListings(ctx, params.storeId),
  })
}
