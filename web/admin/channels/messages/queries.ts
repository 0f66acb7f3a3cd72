import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  MessageComparison,
  MessageList,
  type MessageView,
  WholeMessageView,
} from '#contract/intake'
import { get } from '#kit/api.ts'

export type Message = z.output<typeof MessageView>
export type WholeMessage = z.output<typeof WholeMessageView>

/** What reading a message again or giving it up makes old. */
export const MESSAGES = [['messages'], ['orders'], ['stores']]

type MessageFilter = {
  storeId?: string
  orderId?: string
  verdict?: Message['verdict'] | undefined
}

export const messageList = (filter: MessageFilter, limit = 50) =>
  infiniteQueryOptions({
    queryKey: ['messages', 'list', filter, { limit }],
    queryFn: ({ pageParam: before, signal }) =>
      get('/messages', MessageList, { query: { ...filter, before, limit }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextBefore ?? undefined,
    placeholderData: keepPreviousData,
  })

export const messageQuery = (id: string) =>
  queryOptions({
    queryKey: ['messages', id],
    queryFn: ({ signal }) => get(`/messages/${id}`, WholeMessageView, { signal }),
  })

/** The store may have to be asked, so it is only asked for by whoever wants to read it again. */
export const comparisonQuery = (id: string) =>
  queryOptions({
    queryKey: ['messages', id, 'comparison'],
    queryFn: ({ signal }) => get(`/messages/${id}/comparison`, MessageComparison, { signal }),
    staleTime: 0,
    gcTime: 0,
  })
