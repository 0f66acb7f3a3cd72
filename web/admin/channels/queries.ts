import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  ListingPage,
  NeedyListingPage,
  PlatformList,
  StoreList,
  StoreView,
  SuggestionList,
} from '#contract/channels'
import { CompletenessView, StoreStatus } from '#contract/intake'
import { get } from '#kit/api.ts'

/** What a change of a store makes old. */
export const STORES = [['stores']]

export const platformList = queryOptions({
  queryKey: ['platforms'],
  queryFn: ({ signal }) => get('/platforms', PlatformList, { signal }),
  staleTime: Infinity,
})

export const storeList = queryOptions({
  queryKey: ['stores'],
  queryFn: ({ signal }) => get('/stores', StoreList, { signal }),
})

export const storeQuery = (id: string) =>
  queryOptions({
    queryKey: ['stores', id],
    queryFn: ({ signal }) => get(`/stores/${id}`, StoreView, { signal }),
  })

const LOOK_EVERY_MS = 15_000

export const completenessQuery = (storeId: string) =>
  queryOptions({
    queryKey: ['stores', storeId, 'completeness'],
    queryFn: ({ signal }) => get(`/stores/${storeId}/completeness`, CompletenessView, { signal }),
    refetchInterval: LOOK_EVERY_MS,
  })

/** Whether it is well, and what waits there for a person. */
export const storeStatus = (storeId: string) =>
  queryOptions({
    queryKey: ['stores', storeId, 'status'],
    queryFn: ({ signal }) => get(`/stores/${storeId}/status`, StoreStatus, { signal }),
    refetchInterval: LOOK_EVERY_MS,
  })

export type ListingSearch = { listings?: 'unmapped' | 'mapped' | undefined; q?: string | undefined }

export const listingList = (storeId: string, { listings, q }: ListingSearch) =>
  infiniteQueryOptions({
    queryKey: ['stores', storeId, 'listings', { listings, q }],
    queryFn: ({ pageParam: after, signal }) => {
      const unmapped = listings === undefined ? undefined : listings === 'unmapped'
      const query = { after, unmapped, search: q, limit: 50 }
      return get(`/stores/${storeId}/listings`, ListingPage, { query, signal })
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.pagination.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })

export type NeedyListing = NeedyListingPage['listings'][number]

const NEEDY_SHOWN = 20

/** Of all stores: those without a SKU of ours, or those whose last number was refused. */
export const needyListings = (needs: 'sku' | 'push') =>
  infiniteQueryOptions({
    queryKey: ['stores', 'needy', needs],
    queryFn: ({ pageParam: after, signal }) =>
      get('/listings', NeedyListingPage, { query: { needs, after, limit: NEEDY_SHOWN }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.pagination.nextCursor ?? undefined,
    refetchInterval: LOOK_EVERY_MS,
  })

export const suggestionList = (storeId: string, listingId: string) =>
  queryOptions({
    queryKey: ['stores', storeId, 'listings', listingId, 'suggestions'],
    queryFn: ({ signal }) =>
      get(`/stores/${storeId}/listings/${listingId}/suggestions`, SuggestionList, { signal }),
  })
