import type { ReactNode } from 'react'
import type { ListedOrderView } from '#contract/orders/lists'
import { number, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Money } from '#kit/money.tsx'
import type { Columns } from '#kit/table.tsx'
import { Time } from '#kit/time.tsx'
import { named } from '#kit/named.ts'
import { PersonName } from '../../people/person-name.tsx'
import { ShortStanding } from '../order-status.tsx'
import { itemsOf, type OrdersSearch } from '../search.ts'
import { fulfilmentWords, paymentWords } from '../words.ts'
import classes from './orders.module.css'
import { SortHead, sortedBy } from './sort-head.tsx'

type Column = Columns<ListedOrderView>[number]

const sorting = (
  sort: OrdersSearch['sort'],
  title: string,
  ways: Parameters<typeof sortedBy>[1],
) => ({ title, head: <SortHead title={title} {...ways} />, sorted: sortedBy(sort, ways) })

type Sort = OrdersSearch['sort']

/** All that can be shown of an order, besides its number. */
const COLUMNS = {
  placedAt: (sort: Sort) => ({
    ...sorting(sort, t('Placed'), { down: 'newest', up: 'oldest' }),
    cell: (order) => <Time at={order.placedAt} />,
  }),
  customer: () => ({
    title: t('Customer'),
    cell: ({ customer }) => <Words>{customer.name || t('Nobody named')}</Words>,
  }),
  status: (sort: Sort) => ({
    ...sorting(sort, t('Status'), { down: '-status', up: 'status' }),
    cell: (order) => (
      <span className={classes['badges']}>
        <ShortStanding order={order} />
      </span>
    ),
  }),
  payment: () => ({
    ...{ title: t('Payment'), minor: true },
    cell: ({ payment }) => <Words>{paymentWords(payment)}</Words>,
  }),
  fulfilment: () => ({
    ...{ title: t('Goods'), minor: true },
    cell: ({ fulfilment }) => fulfilmentWords(fulfilment),
  }),
  store: () => ({
    ...{ title: t('Store'), minor: true },
    cell: ({ store }) => (
      <Words>
        <StoreName store={store} />
      </Words>
    ),
  }),
  externalId: () => ({
    ...{ title: t('Number there'), minor: true },
    cell: ({ externalId }) => externalId,
  }),
  tags: () => ({
    ...{ title: t('Tags'), minor: true },
    cell: ({ tags }) => tags.join(', '),
  }),
  assignee: () => ({
    ...{ title: t('Assigned to'), minor: true },
    cell: ({ assigneeId }) => assigneeId && <PersonName id={assigneeId} />,
  }),
  updatedAt: (sort: Sort) => ({
    ...sorting(sort, t('Last change'), { down: '-changed', up: 'changed' }),
    minor: true,
    cell: (order) => <Time at={order.updatedAt} />,
  }),
  items: () => ({
    ...{ title: t('Items'), minor: true, align: 'right' },
    cell: ({ itemCount }) => number(itemCount),
  }),
  total: (sort: Sort) => ({
    ...sorting(sort, t('Total'), { down: '-total', up: 'total' }),
    ...{ aside: true, align: 'right' },
    cell: (order) => <Money minor={order.grandTotalMinor} currency={order.currency} />,
  }),
} as const satisfies Record<string, (sort: Sort) => Column>

export type ColumnName = keyof typeof COLUMNS

export const COLUMN_NAMES = named(COLUMNS)

export const STANDARD_COLUMNS: readonly ColumnName[] = [
  ...(['placedAt', 'customer', 'status', 'payment', 'store', 'items', 'total'] as const),
]

export const titleOf = (name: ColumnName): string => COLUMNS[name](undefined).title

/** Those that are asked for and known, in the order in which they are asked for. */
export function chosenColumns(list: string | undefined): readonly ColumnName[] {
  const chosen = itemsOf(list).filter((name): name is ColumnName => Object.hasOwn(COLUMNS, name))
  return chosen.length === 0 ? STANDARD_COLUMNS : [...new Set(chosen)]
}

export const columnsFor = (names: readonly ColumnName[], sort: Sort): readonly Column[] => [
  NUMBER,
  ...names.map((name): Column => COLUMNS[name](sort)),
]

/** Of two words or three, which stay on one line where there is room beside the badges. */
const Words = ({ children }: { children: ReactNode }) => (
  <span className={classes['words']}>{children}</span>
)

const NUMBER: Column = {
  title: t('Order'),
  leads: true,
  cell: (order) => (
    <AppLink
      to="/orders/$orderId"
      params={{ orderId: order.id }}
      data-row={order.id}
      className={classes['number']}
      inherit
    >
      {order.number}
    </AppLink>
  ),
}

/** Following the name of a store shows only its orders. */
const StoreName = ({ store }: Pick<ListedOrderView, 'store'>) => (
  <AppLink to="/orders" search={(before) => ({ ...before, store: store.id })} c="inherit" inherit>
    {store.name}
  </AppLink>
)
