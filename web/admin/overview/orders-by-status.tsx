import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Section } from '#kit/page.tsx'
import { usePlace } from '#kit/place.ts'
import { dayAt, useNow } from '#kit/time.tsx'
import { orderCounts, ordersSince } from '../orders/queries.ts'
import { named, STATUSES } from '../orders/words.ts'
import classes from './overview.module.css'

/** Every number leads to its own list. */
export function OrdersByStatus() {
  const counts = useQuery(orderCounts())
  return (
    <Section
      title="Orders"
      description={<Today />}
      actions={
        <AppLink to="/orders" size="sm">
          All orders
        </AppLink>
      }
    >
      <Loaded query={counts} rows={2}>
        {(data) => (
          <dl className={classes['figures']} data-six>
            {named(STATUSES).map((status) => (
              <div key={status}>
                <dt>{STATUSES[status].words}</dt>
                <dd>
                  <Link to="/orders" search={{ status }}>
                    {(data.byStatus[status] ?? 0).toLocaleString()}
                  </Link>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </Loaded>
    </Section>
  )
}

/** Of the list itself, so that the number is the one that it leads to. */
function Today() {
  const { timeZone } = usePlace()
  const today = dayAt(useNow(), timeZone)
  const { data } = useQuery(ordersSince(today))
  if (!data || data.total === null) return 'All that are kept, by where they stand.'
  const words = `${data.totalIsExact ? '' : 'At least '}${data.total.toLocaleString()} today`
  return (
    <Link to="/orders" search={{ from: today }}>
      {words}
    </Link>
  )
}
