import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  BulkPage,
  BulkPreview,
  BulkRowPage,
  BulkView,
  type RowOutcome,
} from '#contract/orders/bulk'
import { get, send } from '#kit/api.ts'
import type { SelectionBody } from './selection.ts'

export type BulkRow = z.output<typeof BulkRowPage>['rows'][number]

export type BulkBody = { selection: SelectionBody; action: string }

/** What it would do just now; nothing is changed by asking. */
export const bulkPreview = (body: BulkBody) =>
  queryOptions({
    queryKey: ['order-bulk', 'preview', body],
    queryFn: ({ signal }) => send('POST', '/orders/bulk/preview', body, BulkPreview, { signal }),
    staleTime: 0,
    placeholderData: keepPreviousData,
  })

const LOOK_EVERY_MS = 500

export const isUnderWay = ({ state }: Pick<BulkView, 'state'>): boolean =>
  state === 'gathering' || state === 'running'

/** Looked at until it has ended; then every list of orders is old. */
export const bulkRun = (id: string) =>
  queryOptions({
    queryKey: ['order-bulk', id],
    queryFn: async ({ signal, client }) => {
      const run = await get(`/orders/bulk/${id}`, BulkView, { signal })
      if (!isUnderWay(run)) void client.invalidateQueries({ queryKey: ['orders'] })
      return run
    },
    refetchInterval: ({ state: { data } }) => (data && isUnderWay(data) ? LOOK_EVERY_MS : false),
  })

/** How many orders the run has dealt with so far. */
export const seenOf = ({ done, skipped, failed }: BulkView): number => done + skipped + failed

const [LIST_EVERY_MS, LIST_IDLE_MS] = [1_000, 15_000]

/** Newest first; looked at more often as long as one of them goes on. */
export const bulkRuns = infiniteQueryOptions({
  queryKey: ['order-bulk', 'list'],
  queryFn: ({ pageParam: after, signal }) =>
    get('/orders/bulk', BulkPage, { query: { after, limit: 50 }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.pagination.nextCursor ?? undefined,
  staleTime: 0,
  refetchInterval: ({ state: { data } }) =>
    data?.pages.some(({ runs }) => runs.some(isUnderWay)) ? LIST_EVERY_MS : LIST_IDLE_MS,
})

export const bulkRows = ({ id, done, failed }: BulkView, outcome: RowOutcome) =>
  infiniteQueryOptions({
    queryKey: ['order-bulk', id, 'rows', outcome, { done, failed }],
    queryFn: ({ pageParam: after, signal }) =>
      get(`/orders/bulk/${id}/rows`, BulkRowPage, { query: { outcome, after, limit: 50 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.pagination.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })
