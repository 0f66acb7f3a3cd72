import { queryOptions } from '@tanstack/react-query'
import { OrderViewList, SavedOrderView } from '#contract/orders/lists'
import { asRead, get, send } from '#kit/api.ts'
import { t } from '#kit/i18n.ts'
import { useChange } from '#kit/use-change.ts'
import { filterOf, sortOf } from '../question.ts'
import { itemsOf, type OrdersSearch } from '../search.ts'

const VIEWS = [['order-views']]

/** One's own, and those that others share. */
export const viewList = queryOptions({
  queryKey: ['order-views'],
  queryFn: ({ signal }) => get('/order-views', OrderViewList, { signal }),
  staleTime: 30_000,
})

/** What a view keeps of an address. */
const kept = (search: OrdersSearch) => ({
  filter: filterOf(search),
  sort: sortOf(search),
  columns: itemsOf(search.columns),
})

export type ViewWords = { name: string; shared: boolean }

export const useCreateView = (search: OrdersSearch) =>
  useChange({
    run: (words: ViewWords) =>
      send('POST', '/order-views', { ...words, ...kept(search) }, SavedOrderView),
    refresh: VIEWS,
    done: ({ name }) => t('Saved as “{{name}}”.', { name }),
    faultInPlace: true,
  })

export const useChangeView = (view: SavedOrderView, done: string) =>
  useChange({
    run: (change: Partial<ViewWords>) => patch(view, change),
    refresh: VIEWS,
    done,
    faultInPlace: true,
  })

export const useSaveView = (view: SavedOrderView, search: OrdersSearch) =>
  useChange({
    run: () => patch(view, kept(search)),
    refresh: VIEWS,
    done: t('“{{name}}” shows this from now on.', { name: view.name }),
    faultInPlace: true,
  })

/** What the colleague has made of it, asked without changing what the page shows. */
export const viewSince = ({ id, version }: SavedOrderView) =>
  queryOptions({
    queryKey: ['order-view-since', id, version],
    queryFn: async ({ signal }) => {
      const { views } = await get('/order-views', OrderViewList, { signal })
      return { theirs: views.find((view) => view.id === id) }
    },
    staleTime: 0,
    gcTime: 0,
  })

const patch = (view: SavedOrderView, change: object) =>
  send('PATCH', `/order-views/${view.id}`, change, SavedOrderView, asRead(view))

export const useDeleteView = (view: SavedOrderView) =>
  useChange({
    run: () => send('DELETE', `/order-views/${view.id}`, undefined, undefined, asRead(view)),
    refresh: VIEWS,
    done: t('“{{name}}” is deleted.', { name: view.name }),
  })
