import { infiniteQueryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { KeyPage } from '#contract/access'
import { get } from '#kit/api.ts'

export type Key = z.output<typeof KeyPage>['apiKeys'][number]

export const keyList = infiniteQueryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ pageParam: after, signal }) =>
    get('/api-keys', KeyPage, { query: { after }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.pagination.nextCursor ?? undefined,
})
