import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { atLeast, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Section } from '#kit/page.tsx'
import { usePlace } from '#kit/place.ts'
import { Sentence } from '#kit/sentence.tsx'
import { dayAt } from '#kit/days.ts'
import { useNow } from '#kit/time.tsx'
import { orderCounts, ordersCounted } from '../orders/queries.ts'
import { useMay } from '../session.ts'
import classes from './overview.module.css'
import { stockAtRisk } from './queries.ts'

/** What should have left the house already. Nobody waits for a test order. */
const LATE = { late: true, test: false } as const

/** Confirmed and not on hold, and not all of it has left. */
const TO_PACK = { toPack: true } as const

/** What waits for hands, each number a link to its list. */
export function Work() {
  const orders = useQuery(orderCounts())
  const toPack = useQuery(ordersCounted(TO_PACK))
  const late = useQuery(ordersCounted(LATE))
  const { byStatus, onHold } = orders.data ?? {}
  return (
    <Section
      title={t('To do')}
      description={<CameIn />}
      actions={
        <AppLink to="/orders" size="sm">
          {t('All orders')}
        </AppLink>
      }
    >
      <dl className={classes['figures']} data-five>
        <Figure name={t('New')} count={byStatus?.PLACED}>
          {(words) => (
            <Link to="/orders" search={{ status: 'PLACED' }}>
              {words}
            </Link>
          )}
        </Figure>
        <Figure name={t('To pack')} count={toPack.data?.total} isExact={toPack.data?.totalIsExact}>
          {(words) => (
            <Link to="/orders" search={TO_PACK}>
              {words}
            </Link>
          )}
        </Figure>
        <Figure name={t('Late')} count={late.data?.total} isExact={late.data?.totalIsExact} isBad>
          {(words) => (
            <Link to="/orders" search={LATE}>
              {words}
            </Link>
          )}
        </Figure>
        <Figure name={t('On hold')} count={onHold?.count} isExact={onHold?.isExact}>
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

/** Counted by the list itself, so that the number is that of the list it leads to. */
function CameIn() {
  const { timeZone } = usePlace()
  const today = dayAt(useNow(), timeZone)
  const { data } = useQuery(ordersCounted({ from: today }))
  if (!data || data.total === null) return t('All orders that are kept, by where they stand.')
  const total = atLeast(data.total, data.totalIsExact)
  return (
    <Sentence
      says="<link>{{total}} came in today</link>, cancelled and test orders included."
      values={{ total }}
      parts={{ link: <Since day={today} /> }}
    />
  )
}

const Since = ({ day, children }: { day: string; children?: ReactNode }) => (
  <Link to="/orders" search={{ from: day }}>
    {children}
  </Link>
)

function AtRisk() {
  const mayRead = useMay('stock.read')
  const { data } = useQuery({ ...stockAtRisk, enabled: mayRead })
  return (
    <Figure name={t('Stock at risk')} count={data?.count} isExact={data?.isExact}>
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
  count: number | null | undefined
  isExact?: boolean | undefined
  isBad?: boolean
  children: (words: string) => ReactNode
}

/** While it is not known, its place is kept. */
const Figure = ({ name, count, isExact = true, isBad = false, children }: FigureProps) => (
  <div>
    <dt>{name}</dt>
    <dd data-bad={(isBad && (count ?? 0) > 0) || undefined}>
      {typeof count === 'number' ? children(atLeast(count, isExact)) : '–'}
    </dd>
  </div>
)
