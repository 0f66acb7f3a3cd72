import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { ProductPage, ProductView } from '#contract/catalog'
import { InventoryView } from '#contract/stock'
import { get } from '#kit/api.ts'
import type { ProductsSearch } from './routes.ts'

/** What a change of a product makes old. */
export const PRODUCTS = [['products']]

export const productList = (search: ProductsSearch) =>
  infiniteQueryOptions({
    queryKey: ['products', 'list', search],
    queryFn: ({ pageParam: after, signal }) =>
      get('/products', ProductPage, {
        query: { ...search, sort: 'name', limit: 50, after },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.pagination.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })

export const productQuery = (id: string) =>
  queryOptions({
    queryKey: ['products', id],
    queryFn: ({ signal }) => get(`/products/${id}`, ProductView, { signal }),
  })

export const inventoryQuery = (id: string) =>
  queryOptions({
    queryKey: ['products', id, 'inventory'],
    queryFn: ({ signal }) => get(`/products/${id}/inventory`, InventoryView, { signal }),
  })
