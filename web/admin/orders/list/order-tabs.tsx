import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Users } from 'lucide-react'
import { useEffect, useRef, type ReactNode } from 'react'
import type { SavedOrderView } from '#contract/orders/lists'
import { number, t } from '#kit/i18n.ts'
import { named } from '#kit/named.ts'
import { orderCounts, ordersCounted } from '../queries.ts'
import { searchOf } from '../question.ts'
import { ordersRoute } from '../routes.ts'
import type { OrdersSearch } from '../search.ts'
import { useFirstView, useViews } from '../views/use-views.ts'
import { ViewBar } from '../views/view-bar.tsx'
import { STATUSES } from '../words.ts'
import classes from './orders.module.css'

/** The saved views first, then one tab for each status: the other filters stay between those. */
export const OrderTabs = () => (
  <div className={classes['tabsRow']}>
    <nav className={classes['tabs']} aria-label={t('Views of orders')}>
      <StandardTabs />
      <SavedTabs />
    </nav>
    <ViewBar />
  </div>
)

function StandardTabs() {
  const search = ordersRoute.useSearch()
  const { status, hold, store, assignee, view } = search
  const { firstId } = useFirstView()
  const { data } = useQuery(orderCounts(store))
  const isSaved = view !== undefined && view !== 'all'
  const isMine = assignee === 'me' && !status
  const isHeld = hold === 'any' && !status && !isMine
  const all = { view: firstId === '' ? undefined : ('all' as const) }
  const tab = (isOpen: boolean, part: Partial<OrdersSearch>) => ({
    isOpen: !isSaved && isOpen,
    search: {
      ...(!isSaved && search),
      ...{ status: undefined, hold: undefined, assignee: undefined, ...all, ...part },
    },
  })
  return (
    <>
      <Tab count={data?.total} {...tab(!status && !isHeld && !isMine, {})}>
        {t('All')}
      </Tab>
      <Tab count={data?.onHold.count} {...tab(isHeld, { hold: 'any' })}>
        {t('On hold')}
      </Tab>
      <Tab count={data?.mine.count} {...tab(isMine, { assignee: 'me' })}>
        {t('Mine')}
      </Tab>
      {named(STATUSES).map((name) => (
        <Tab key={name} count={data?.byStatus[name]} {...tab(status === name, { status: name })}>
          {STATUSES[name].words}
        </Tab>
      ))}
    </>
  )
}

function SavedTabs() {
  const { views, open, isChanged } = useViews()
  return views.map((view) => (
    <SavedTab key={view.id} view={view} isOpen={view === open} isChanged={isChanged} />
  ))
}

type SavedTabProps = { view: SavedOrderView; isOpen: boolean; isChanged: boolean }

function SavedTab({ view, isOpen, isChanged }: SavedTabProps) {
  const { data } = useQuery(ordersCounted(searchOf(view)))
  return (
    <Tab count={data?.total} isOpen={isOpen} search={searchOf(view)}>
      {view.shared && <Users size={13} aria-label={t('Shared')} />}
      {view.name}
      {isOpen && isChanged && <em>{t('changed')}</em>}
    </Tab>
  )
}

type TabProps = {
  count: number | null | undefined
  isOpen: boolean
  search: OrdersSearch
  children: ReactNode
}

function Tab({ count, isOpen, search, children }: TabProps) {
  const tab = useRef<HTMLAnchorElement>(null)
  // Where the tabs do not fit, the open one is what must be seen.
  useEffect(() => {
    const { current } = tab
    const { parentElement: row } = current ?? {}
    if (isOpen && current && row) row.scrollLeft = current.offsetLeft - row.clientWidth / 2
  }, [isOpen])
  return (
    <Link
      ref={tab}
      to="/orders"
      search={search}
      aria-current={isOpen ? 'page' : undefined}
      data-open={isOpen || undefined}
    >
      {children}
      {typeof count === 'number' && <span>{number(count)}</span>}
    </Link>
  )
}
