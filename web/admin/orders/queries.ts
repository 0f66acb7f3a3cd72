import {
  infiniteQueryOptions,
  type InvalidateQueryFilters,
  keepPreviousData,
  queryOptions,
} from '@tanstack/react-query'
import { OutgoingList, RefundableView } from '#contract/channels/outgoing'
import { CancellationPreview, NoteList, OrderTimeline, OrderView } from '#contract/orders'
import { OrderCounts, OrderPage, OversoldList } from '#contract/orders/lists'
import { asRead, get, send } from '#kit/api.ts'
import { asked } from './question.ts'
import type { OrdersSearch } from './search.ts'

/** What a change of an order makes old: the order, its history, and every list. */
export const ORDERS = [['orders']]

/** With `at`, as it stood at that moment. */
export const orderQuery = (id: string, at?: string) =>
  queryOptions({
    queryKey: ['orders', id, { at }],
    queryFn: ({ signal }) => get(`/orders/${id}`, OrderView, { query: { at }, signal }),
  })

/** Orders with one of these SKUs: whether its pieces are there yet stands on their pages. */
export const ordersWith = (skus: ReadonlySet<string>): InvalidateQueryFilters => ({
  predicate: ({ queryKey: [noun, id], state: { data } }) =>
    noun === 'orders' && isOrderOf(data, id) && data.lines.some(({ sku }) => sku && skus.has(sku)),
})

const isOrderOf = (data: unknown, id: unknown): data is OrderView =>
  typeof data === 'object' && data !== null && 'lines' in data && 'id' in data && data.id === id

export type TimelineEvent = OrderTimeline['events'][number]

const readTimeline = (id: string, signal: AbortSignal) =>
  get(`/orders/${id}/events`, OrderTimeline, { signal })

export const timelineQuery = (id: string) =>
  queryOptions({
    queryKey: ['orders', id, 'events'],
    queryFn: ({ signal }) => readTimeline(id, signal),
  })

/** What happened after this version was read, asked without changing what the page shows. */
export const eventsSince = ({ id, version, updatedAt }: OrderView) =>
  queryOptions({
    queryKey: ['orders-since', id, version],
    queryFn: async ({ signal }) =>
      (await readTimeline(id, signal)).events.filter(({ at }) => at > updatedAt),
    staleTime: 0,
  })

export const notesQuery = (id: string) =>
  queryOptions({
    queryKey: ['orders', id, 'notes'],
    queryFn: ({ signal }) => get(`/orders/${id}/notes`, NoteList, { signal }),
  })

/** What the store was told of it; the feed says when it has answered. */
export const outgoingQuery = (id: string) =>
  queryOptions({
    queryKey: ['orders', id, 'outgoing'],
    queryFn: ({ signal }) => get(`/orders/${id}/outgoing`, OutgoingList, { signal }),
  })

/** What can still be given back of it, of the version that is shown. */
export const refundableQuery = ({ id, version }: Pick<OrderView, 'id' | 'version'>) =>
  queryOptions({
    queryKey: ['orders', id, 'refunds', { version }],
    queryFn: ({ signal }) => get(`/orders/${id}/refunds`, RefundableView, { signal }),
    // A button that went for a moment would leave the focus to the one beside it, which cancels.
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
  })

export type PieceLines = { line: number; quantity: number }[]

/** What cancelling these pieces would mean for the money; of all that is open without them. */
export const cancellationQuery = (order: OrderView, lines?: PieceLines) =>
  queryOptions({
    queryKey: ['orders', order.id, 'cancellation', { version: order.version, lines }],
    queryFn: ({ signal }) => {
      const path = `/orders/${order.id}/cancellations/preview`
      return send('POST', path, { lines }, CancellationPreview, { ...asRead(order), signal })
    },
    staleTime: 0,
    gcTime: 0,
    placeholderData: keepPreviousData,
  })

/** What is asked of a list again and again, to say how many there are. */
const COUNT_EVERY_MS = 15_000

export const orderList = (search: OrdersSearch) =>
  infiniteQueryOptions({
    queryKey: ['orders', 'list', asked(search)],
    queryFn: ({ pageParam: cursor, signal }) =>
      get('/orders', OrderPage, { query: { ...asked(search), limit: 50, cursor }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.pagination.nextCursor ?? undefined,
    // While the next answer comes, the last one stays: nothing jumps.
    placeholderData: keepPreviousData,
  })

const ARRIVED_MAX = 100

/** How many of these new orders a question finds; until it is known, how many of the first ones. */
export const ordersArrived = (search: OrdersSearch, ids: ReadonlySet<string>) => {
  const [first] = ids
  return queryOptions({
    queryKey: ['orders', 'arrived', asked(search), { first, of: ids.size }] as const,
    queryFn: async ({ signal }) => {
      const newest = { sortBy: 'placedAt', sortOrder: 'desc', limit: ARRIVED_MAX }
      const query = { ...asked(search), ...newest }
      const { orders } = await get('/orders', OrderPage, { query, signal })
      return orders.filter(({ id }) => ids.has(id)).length
    },
    refetchInterval: COUNT_EVERY_MS,
    placeholderData: (known, before) => (before?.queryKey[3].first === first ? known : undefined),
  })
}

/** How many a question finds. */
export const ordersCounted = (search: OrdersSearch) =>
  queryOptions({
    queryKey: ['orders', 'counts', asked(search)],
    queryFn: async ({ signal }) => {
      const query = { ...asked(search), limit: 1 }
      return (await get('/orders', OrderPage, { query, signal })).pagination
    },
    refetchInterval: COUNT_EVERY_MS,
    placeholderData: keepPreviousData,
  })

/** What stores have sold and nobody has yet. */
export const oversoldQuery = queryOptions({
  queryKey: ['orders', 'oversold'],
  queryFn: ({ signal }) => get('/orders/oversold', OversoldList, { signal }),
  refetchInterval: COUNT_EVERY_MS,
})

export const orderCounts = (store?: string) =>
  queryOptions({
    queryKey: ['orders', 'counts', { store }],
    queryFn: ({ signal }) => get('/orders/counts', OrderCounts, { query: { store }, signal }),
    refetchInterval: COUNT_EVERY_MS,
    placeholderData: keepPreviousData,
  })
