import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { LevelPage, LocationList, MovementPage, PromiseList, StockView } from '#contract/stock'
import { get } from '#kit/api.ts'
import type { StockSearch } from './routes.ts'

/** What a movement makes old. */
export const STOCK = [['stock'], ['products']]

export const levelList = (search: StockSearch) =>
  infiniteQueryOptions({
    queryKey: ['stock', 'levels', search],
    queryFn: ({ pageParam: after, signal }) =>
      get('/stock', LevelPage, { query: { ...search, limit: 50, after }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.pagination.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })

export const locationList = queryOptions({
  queryKey: ['stock', 'locations'],
  queryFn: ({ signal }) => get('/locations', LocationList, { signal }),
})

export type SkuStock = z.output<typeof StockView>

export const skuStock = (sku: string) =>
  queryOptions({
    queryKey: ['stock', sku, 'levels'],
    queryFn: ({ signal }) => get(`/stock/${encodeURIComponent(sku)}`, StockView, { signal }),
  })

export const promiseList = (sku: string) =>
  queryOptions({
    queryKey: ['stock', sku, 'promises'],
    queryFn: ({ signal }) =>
      get(`/stock/${encodeURIComponent(sku)}/promises`, PromiseList, { signal }),
  })

export const movementList = (sku: string) =>
  infiniteQueryOptions({
    queryKey: ['stock', sku, 'movements'],
    queryFn: ({ pageParam: after, signal }) =>
      get(`/stock/${encodeURIComponent(sku)}/movements`, MovementPage, {
        query: { limit: 20, after },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.pagination.nextCursor ?? undefined,
  })
