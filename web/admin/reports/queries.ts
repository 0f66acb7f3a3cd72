import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { ChannelsReport, DailyReport, ProductsReport } from '#contract/reports'
import { LevelPage } from '#contract/stock'
import { addressOf, get } from '#kit/api.ts'
import { asked } from './asked.ts'
import type { ReportsSearch } from './routes.ts'

/** Figures follow orders within a second; nobody looks at them by the second. */
const LOOK_EVERY_MS = 30_000

const looking = { refetchInterval: LOOK_EVERY_MS, placeholderData: keepPreviousData }

export const dailyQuery = (search: ReportsSearch) =>
  queryOptions({
    queryKey: ['reports', 'daily', asked(search)],
    queryFn: ({ signal }) =>
      get('/admin/reports/daily', DailyReport, { query: asked(search), signal }),
    ...looking,
  })

export const channelsQuery = (search: ReportsSearch) =>
  queryOptions({
    queryKey: ['reports', 'channels', asked(search)],
    queryFn: ({ signal }) =>
      get('/admin/reports/channels', ChannelsReport, { query: asked(search), signal }),
    ...looking,
  })

const PRODUCTS_SHOWN = 50

export const productsQuery = (search: ReportsSearch) =>
  queryOptions({
    queryKey: ['reports', 'products', asked(search)],
    queryFn: ({ signal }) => {
      const query = { ...asked(search), limit: PRODUCTS_SHOWN }
      return get('/admin/reports/products', ProductsReport, { query, signal })
    },
    ...looking,
  })

export const lowStockList = infiniteQueryOptions({
  queryKey: ['stock', 'low'],
  queryFn: ({ pageParam: after, signal }) =>
    get('/admin/inventory/low-stock', LevelPage, { query: { limit: 50, after }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.pagination.nextCursor ?? undefined,
})

/** The file has what the page shows, in one currency or in all of them. */
export function csvAddress(search: ReportsSearch): string {
  const { report = 'daily', currency } = search
  if (report === 'low') return addressOf('/admin/inventory/low-stock.csv')
  const { compare: _compare, ...query } = asked(search)
  return addressOf(`/admin/reports/${report}.csv`, { ...query, currency })
}
