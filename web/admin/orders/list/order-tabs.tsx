import { Link } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { orderCounts } from '../queries.ts'
import { ordersRoute } from '../routes.ts'
import type { OrdersSearch } from '../search.ts'
import { named, STATUSES } from '../words.ts'
import classes from './orders.module.css'

/** One tab for each status. The other filters stay when one goes from tab to tab. */
export function OrderTabs() {
  const { status, hold, store } = ordersRoute.useSearch()
  const { data } = useQuery(orderCounts(store))
  const isHolds = hold === 'any' && !status
  return (
    <nav className={classes['tabs']} aria-label="Orders by status">
      <Tab words="All" count={data?.total} isOpen={!status && !isHolds} search={ALL} />
      <Tab words="On hold" count={data?.onHold.count} isOpen={isHolds} search={HELD} />
      {named(STATUSES).map((name) => (
        <Tab
          key={name}
          words={STATUSES[name].words}
          count={data?.byStatus[name]}
          isOpen={status === name}
          search={{ status: name, ...(hold === 'any' && { hold: undefined }) }}
        />
      ))}
    </nav>
  )
}

const ALL = { status: undefined, hold: undefined }
const HELD = { status: undefined, hold: 'any' } as const

type TabProps = {
  words: string
  count: number | undefined
  isOpen: boolean
  search: Partial<OrdersSearch>
}

const Tab = ({ words, count, isOpen, search }: TabProps) => (
  <Link
    to="/orders"
    search={(before) => ({ ...before, ...search })}
    aria-current={isOpen ? 'page' : undefined}
    data-open={isOpen || undefined}
  >
    {words}
    {count !== undefined && <span>{count.toLocaleString()}</span>}
  </Link>
)
