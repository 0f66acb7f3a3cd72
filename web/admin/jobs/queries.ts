import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { get } from '#kit/api.ts'
import { DeadLetterPage, QueueList, WholeDeadLetter } from './replies.ts'

const LOOK_EVERY_MS = 5_000

export const queueList = queryOptions({
  queryKey: ['queues'],
  queryFn: ({ signal }) => get('/admin/queues', QueueList, { signal }),
  refetchInterval: LOOK_EVERY_MS,
})

export const deadLetterList = (job: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['dead-letters', { job }],
    queryFn: ({ pageParam: after, signal }) =>
      get('/admin/dead-letters', DeadLetterPage, { query: { job, after }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.pagination.nextCursor ?? undefined,
  })

export const deadLetter = (id: string) =>
  queryOptions({
    queryKey: ['dead-letters', id],
    queryFn: ({ signal }) => get(`/admin/dead-letters/${id}`, WholeDeadLetter, { signal }),
  })
