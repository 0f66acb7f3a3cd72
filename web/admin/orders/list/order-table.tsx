import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { OrderPage } from '#contract/orders/lists'
import { EmptyFace } from '#kit/faces.tsx'
import { number, plural, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { moreOf, Table } from '#kit/table.tsx'
import { useMay } from '../../session.ts'
import { BulkBar } from '../bulk/bulk-bar.tsx'
import { selectColumn } from '../bulk/select-column.tsx'
import { useSelection } from '../bulk/selection.ts'
import { orderList } from '../queries.ts'
import { ordersRoute } from '../routes.ts'
import { isNarrowed } from '../search.ts'
import { columnsFor } from './columns.tsx'
import classes from './orders.module.css'
import { useDisplay } from './use-display.ts'
import { useLastList } from './use-last-list.ts'
import { useRowKeys } from './use-row-keys.ts'

export function OrderTable() {
  const search = ordersRoute.useSearch()
  const orders = useInfiniteQuery(orderList(search))
  const selecting = useSelection(search)
  const { setSearch } = useLastList()
  // The window keeps it for the pages of orders that are opened from here.
  useEffect(() => setSearch(search), [search, setSearch])
  const mayChange = useMay('orders.bulk')
  const rows = orders.data?.pages.flatMap((page) => page.orders) ?? []
  const shown = rows.map(({ id }) => id)
  const frame = useRowKeys((id, through) => {
    if (mayChange) selecting.toggle(id, shown, through)
  })
  const display = useDisplay()
  const columns = columnsFor(display.columns, search.sort)
  return (
    <div
      ref={frame}
      className={classes['table']}
      data-density={display.density}
      aria-busy={orders.isPlaceholderData}
    >
      <Loaded query={orders} rows={10}>
        {(data) => (
          <>
            <Found page={data.pages[0]} />
            <Table
              label={t('Orders')}
              columns={mayChange ? [selectColumn(selecting, shown), ...columns] : columns}
              rows={rows}
              keyOf={(order) => order.id}
              empty={isNarrowed(search) ? NO_MATCH : NOTHING_YET}
              more={moreOf(orders)}
            />
            <BulkBar
              selecting={selecting}
              total={totalOf(data.pages[0], { isAll: !orders.hasNextPage, shown })}
              onClear={() => {
                selecting.clear()
                // The button that had the focus is gone with its bar.
                frame.current?.querySelector<HTMLElement>('th input')?.focus()
              }}
            />
          </>
        )}
      </Loaded>
    </div>
  )
}

/** How many there are, said aloud whenever that changes. */
function Found({ page }: { page: OrderPage | undefined }) {
  const { total, totalIsExact } = page?.pagination ?? { total: null, totalIsExact: false }
  return (
    <p className={classes['found']} role="status">
      {total !== null && `${countWords(total, totalIsExact)} `}
      {page?.searchIsComplete === false &&
        t('Only the newest orders were looked through: type more of what you know.')}
    </p>
  )
}

type Shown = { isAll: boolean; shown: readonly string[] }

/** Where the page shows all there is, it is counted exactly. */
function totalOf(page: OrderPage | undefined, { isAll, shown }: Shown) {
  const { total = null, totalIsExact = false } = page?.pagination ?? {}
  if (isAll) return { words: number(shown.length), isMoreThanShown: false }
  const words = total === null ? t('orders') : `${number(total)}${totalIsExact ? '' : '+'}`
  return { words, isMoreThanShown: true }
}

const countWords = (total: number, isExact: boolean) =>
  isExact
    ? plural(total, '{{count}} order.', '{{count}} orders.')
    : plural(total, 'At least {{count}} order.', 'At least {{count}} orders.')

const NOTHING_YET = (
  <EmptyFace
    title={t('No orders yet.')}
    advice={t('The first one appears here as soon as a customer or a store sends it.')}
  />
)

const NO_MATCH = (
  <EmptyFace
    title={t('No order matches.')}
    advice={t('Look for something else, or clear the filters.')}
  >
    <AppLink to="/orders" search={{ view: 'all' }}>
      {t('Show all orders')}
    </AppLink>
  </EmptyFace>
)
