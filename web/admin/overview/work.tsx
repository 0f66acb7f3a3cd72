import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { AppLink } from '#kit/link.tsx'
import { Section } from '#kit/page.tsx'
import { usePlace } from '#kit/place.ts'
import { dayAt, useNow } from '#kit/time.tsx'
import { orderCounts, ordersSince } from '../orders/queries.ts'
import { useMay } from '../session.ts'
import classes from './overview.module.css'
import { stockAtRisk } from './queries.ts'

/** What waits for hands, each number a link to its list. */
export function Work() {
  const orders = useQuery(orderCounts())
  const { byStatus, onHold } = orders.data ?? {}
  return (
    <Section
      title="To do"
      description={<CameIn />}
      actions={
        <AppLink to="/orders" size="sm">
          All orders
        </AppLink>
      }
    >
      <dl className={classes['figures']} data-four>
        <Figure name="New" count={byStatus?.PLACED}>
          {(words) => (
            <Link to="/orders" search={{ status: 'PLACED' }}>
              {words}
            </Link>
          )}
        </Figure>
        <Figure name="To pack" count={byStatus?.CONFIRMED}>
          {(words) => (
            <Link to="/orders" search={{ status: 'CONFIRMED' }}>
              {words}
            </Link>
          )}
        </Figure>
        <Figure name="On hold" count={onHold?.count} isExact={onHold?.isExact}>
          {(words) => (
            <Link to="/orders" search={{ hold: 'any' }}>
              {words}
            </Link>
          )}
        </Figure>
        <AtRisk />
      </dl>
    </Section>
  )
}

/** Of the list itself, so that the number is the one that it leads to. */
function CameIn() {
  const { timeZone } = usePlace()
  const today = dayAt(useNow(), timeZone)
  const { data } = useQuery(ordersSince(today))
  if (!data || data.total === null) return 'All orders that are kept, by where they stand.'
  const words = `${data.totalIsExact ? '' : 'At least '}${data.total.toLocaleString()} came in today`
  return (
    <>
      <Link to="/orders" search={{ from: today }}>
        {words}
      </Link>
      , with those that were cancelled or for trial.
    </>
  )
}

function AtRisk() {
  const mayRead = useMay('stock.read')
  const { data } = useQuery({ ...stockAtRisk, enabled: mayRead })
  return (
    <Figure name="Stock at risk" count={data?.count} isExact={data?.isExact}>
      {(words) => (
        <Link to="/stock" search={{ low: true }}>
          {words}
        </Link>
      )}
    </Figure>
  )
}

type FigureProps = {
  name: string
  count: number | undefined
  isExact?: boolean | undefined
  children: (words: string) => ReactNode
}

/** While it is not known, its place is kept. */
const Figure = ({ name, count, isExact = true, children }: FigureProps) => (
  <div>
    <dt>{name}</dt>
    <dd>
      {count === undefined ? '–' : children(`${count.toLocaleString()}${isExact ? '' : '+'}`)}
    </dd>
  </div>
)
