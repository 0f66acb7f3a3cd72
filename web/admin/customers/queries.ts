import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { CustomerDetail, CustomerPage } from '#contract/customers'
import { CustomerOrderPage, CustomerSummary } from '#contract/orders/customers'
import { get } from '#kit/api.ts'

/** What a change of a customer makes old. */
export const CUSTOMERS = [['customers']]

export const customerList = (q: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['customers', 'list', q],
    queryFn: ({ pageParam: after, signal }) =>
      get('/customers', CustomerPage, { query: { q, after, limit: 50 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.pagination.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })

export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: ['customers', id],
    queryFn: ({ signal }) => get(`/customers/${id}`, CustomerDetail, { signal }),
  })

export const summaryQuery = (id: string) =>
  queryOptions({
    queryKey: ['customers', id, 'summary'],
    queryFn: ({ signal }) => get(`/customers/${id}/summary`, CustomerSummary, { signal }),
  })

export const customerOrders = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['customers', id, 'orders'],
    queryFn: ({ pageParam: after, signal }) =>
      get(`/customers/${id}/orders`, CustomerOrderPage, { query: { after, limit: 25 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.pagination.nextCursor ?? undefined,
  })
