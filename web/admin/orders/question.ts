import type { OrderFilter, SavedOrderView } from '#contract/orders/lists'
import { dayAt, startOfDay } from '#kit/days.ts'
import { itemsOf, narrowing, OrdersSearch } from './search.ts'

type Sort = NonNullable<OrdersSearch['sort']>

const SORTS = {
  newest: { by: 'placedAt', order: 'desc' },
  oldest: { by: 'placedAt', order: 'asc' },
  '-changed': { by: 'updatedAt', order: 'desc' },
  changed: { by: 'updatedAt', order: 'asc' },
  '-total': { by: 'total', order: 'desc' },
  total: { by: 'total', order: 'asc' },
  '-status': { by: 'status', order: 'desc' },
  status: { by: 'status', order: 'asc' },
} as const satisfies Record<Sort, SavedOrderView['sort']>

/** What the list is sorted by when nobody has said anything. */
export const STANDARD_SORT: Sort = 'newest'

export const sortOf = ({ sort = STANDARD_SORT }: OrdersSearch) => SORTS[sort]

/** What the address narrows by, as the server keeps it for a view or a bulk action. */
export function filterOf(search: OrdersSearch): OrderFilter {
  const { q, from, until, changedFrom, changedUntil, min, max, ...others } = narrowing(search)
  const { status, store, channel, ...alike } = others
  return defined({
    ...alike,
    status: listOf(status) as OrderFilter['status'],
    store: listOf(store),
    channel: listOf(channel),
    placedFrom: startOf(from),
    placedTo: endOf(until),
    updatedFrom: startOf(changedFrom),
    updatedTo: endOf(changedUntil),
    totalFromMinor: min,
    totalToMinor: max,
    search: q,
  })
}

const startOf = (day: string | undefined) => day && startOfDay(day).toISOString()

/** The last moment that counts. */
const endOf = (day: string | undefined) =>
  day && new Date(startOfDay(day, 1).getTime() - 1).toISOString()

/** The question that the list asks; the file for a spreadsheet asks the same. */
export function asked(search: OrdersSearch) {
  const { by: sortBy, order: sortOrder } = sortOf(search)
  const { status, store, channel, ...alike } = filterOf(search)
  return defined({
    ...alike,
    status: status?.join(','),
    store: store?.join(','),
    channel: channel?.join(','),
    ...{ sortBy, sortOrder },
  })
}

/** Where a saved view leads: what it says stands in the address, so that a link shows the same. */
export function searchOf({ id, filter, sort, columns }: SavedOrderView): OrdersSearch {
  const { status, store, channel, search, ...alike } = filter
  const named = (Object.keys(SORTS) as Sort[]).find(
    (name) => SORTS[name].by === sort.by && SORTS[name].order === sort.order,
  )
  return defined(
    OrdersSearch.parse({
      ...alike,
      status: status?.join(','),
      store: store?.join(','),
      channel: channel?.join(','),
      q: search,
      from: dayOf(filter.placedFrom),
      until: dayOf(filter.placedTo),
      changedFrom: dayOf(filter.updatedFrom),
      changedUntil: dayOf(filter.updatedTo),
      min: filter.totalFromMinor,
      max: filter.totalToMinor,
      sort: named === STANDARD_SORT ? undefined : named,
      columns: columns.join(',') || undefined,
      view: id,
    }),
  )
}

/** Whether two addresses show the same orders in the same way. */
export const isSame = (one: OrdersSearch, other: OrdersSearch): boolean =>
  shownBy(one) === shownBy(other)

function shownBy(search: OrdersSearch): string {
  const { run: _run, view: _view, ...rest } = search
  return JSON.stringify(Object.entries(defined(rest)).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** A day, or a moment of one at the shop. */
function dayOf(moment: string | undefined): string | undefined {
  if (moment === undefined || moment.length === 'yyyy-mm-dd'.length) return moment
  return dayAt(new Date(moment))
}

const listOf = (list: string | undefined) => (list === undefined ? undefined : itemsOf(list))

type Defined<Of> = { [Name in keyof Of]: Exclude<Of[Name], undefined> }

/** Without the names that say nothing. */
function defined<Of extends object>(of: Of): Defined<Of> {
  const said = Object.entries(of).filter(([, value]) => value !== undefined)
  return Object.fromEntries(said) as Defined<Of>
}
