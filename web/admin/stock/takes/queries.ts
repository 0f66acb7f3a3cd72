import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { TakePage, TakeView } from '#contract/stock/takes'
import { get } from '#kit/api.ts'

export type Take = z.output<typeof TakePage>['takes'][number]
export type WholeTake = z.output<typeof TakeView>

/** What counting makes old; closing moves stock besides. */
export const TAKES = [['stock', 'takes']]

export const takeList = infiniteQueryOptions({
  queryKey: ['stock', 'takes', 'list'],
  queryFn: ({ pageParam: after, signal }) =>
    get('/stock/takes', TakePage, { query: { after, limit: 50 }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.pagination.nextCursor ?? undefined,
})

export const takeQuery = (id: string) =>
  queryOptions({
    queryKey: ['stock', 'takes', id],
    queryFn: ({ signal }) => get(`/stock/takes/${id}`, TakeView, { signal }),
  })
