import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { TodayReport } from '#contract/reports'
import { EmptyFace } from '#kit/faces.tsx'
import { t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Section } from '#kit/page.tsx'
import { usePlace } from '#kit/place.ts'
import { Change, useWriting } from '../reports/amounts.tsx'
import { comparable } from '../reports/comparable.ts'
import { chosenCurrency } from '../reports/currency.ts'
import { dayWords } from '../reports/days.ts'
import { COUNTED } from '../orders/search.ts'
import { useCurrency } from '../shop/use-currency.ts'
import { ByChannel } from './by-channel.tsx'
import { ByHour } from './by-hour.tsx'
import classes from './overview.module.css'
import { todayQuery } from './queries.ts'

/** Today so far, beside the same weekday a week ago up to the same time. */
export function Today() {
  const { language } = usePlace()
  const report = useQuery(todayQuery)
  return (
    <Section
      title={t('Today')}
      description={
        report.data && `${dayWords(report.data.day, 'long', language)}, ${report.data.timeZone}`
      }
      actions={
        <AppLink to="/reports" size="sm">
          {t('All reports')}
        </AppLink>
      }
    >
      <Loaded query={report} rows={4}>
        {(data) => <Shown report={data} />}
      </Loaded>
    </Section>
  )
}

function Shown({ report }: { report: TodayReport }) {
  const sums = report.totals.map(({ currency, today, lastWeek }) => ({
    ...{ currency, orders: today.orders + lastWeek.orders },
  }))
  const currency = chosenCurrency(sums, useCurrency())
  if (!currency) return NOTHING_YET
  return (
    <>
      <Figures report={report} currency={currency} />
      <div className={classes['halves']}>
        <ByHour report={report} currency={currency} />
        <ByChannel report={report} currency={currency} />
      </div>
    </>
  )
}

const NOTHING_YET = (
  <EmptyFace
    title={t('No order today, and none a week ago.')}
    advice={t('Orders are shown here as they come in from stores, programs and the website.')}
  >
    <AppLink to="/channels">{t('Connect a store')}</AppLink>
  </EmptyFace>
)

type FiguresProps = { report: TodayReport; currency: string }

function Figures({ report: { day, totals }, currency }: FiguresProps) {
  const { today, lastWeek } = totals.find((one) => one.currency === currency)!
  const money = useWriting('money', currency).full
  const count = useWriting('count', currency).full
  const before = comparable(lastWeek)
  const orders = sumOf(totals.map((one) => one.today.orders))
  const ordersThen = sumOf(totals.map((one) => one.lastWeek.orders))
  const isOnly = totals.every((one) => one.currency === currency || one.today.orders === 0)
  const average = today.averageOrderMinor
  const ofToday = { from: day, until: day, currency }
  return (
    <dl className={classes['figures']}>
      <Figure
        name={t('Sales')}
        change={
          before && (
            <Change
              now={today.totalMinor}
              before={before.totalMinor}
              words={t('from {{before}}', { before: money(before.totalMinor) })}
            />
          )
        }
      >
        <Link to="/reports" search={ofToday}>
          {money(today.totalMinor)}
        </Link>
        <Others totals={totals.filter((one) => one.currency !== currency)} day={day} />
      </Figure>
      <Figure
        name={t('Orders')}
        change={
          ordersThen > 0 && (
            <Change
              now={orders}
              before={ordersThen}
              words={t('from {{before}}', { before: count(ordersThen) })}
            />
          )
        }
      >
        <Link to="/orders" search={{ ...COUNTED, from: day }}>
          {count(orders)}
        </Link>
      </Figure>
      <Figure
        name={isOnly ? t('Average order') : t('Average order in {{currency}}', { currency })}
        change={
          typeof before?.averageOrderMinor === 'number' && (
            <Change
              now={average}
              before={before.averageOrderMinor}
              words={t('from {{before}}', { before: money(before.averageOrderMinor) })}
            />
          )
        }
      >
        <Link to="/reports" search={{ ...ofToday, measure: 'average' }}>
          {average === null ? '–' : money(average)}
        </Link>
      </Figure>
    </dl>
  )
}

type FigureProps = { name: string; change: ReactNode; children: ReactNode }

const Figure = ({ name, change, children }: FigureProps) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
    <dd className={classes['than']}>{change}</dd>
  </div>
)

type OthersProps = { totals: TodayReport['totals']; day: string }

/** Other currencies stand beside the first one; they are never added to it. */
const Others = ({ totals, day }: OthersProps) => (
  <span className={classes['others']}>
    {totals
      .filter(({ today }) => today.orders > 0)
      .map(({ currency, today }) => (
        <Other key={currency} currency={currency} minor={today.totalMinor} day={day} />
      ))}
  </span>
)

function Other({ currency, minor, day }: { currency: string; minor: number; day: string }) {
  const { full } = useWriting('money', currency)
  return (
    <Link to="/reports" search={{ from: day, until: day, currency }}>
      {full(minor)}
    </Link>
  )
}

const sumOf = (numbers: number[]): number => numbers.reduce((sum, one) => sum + one, 0)
