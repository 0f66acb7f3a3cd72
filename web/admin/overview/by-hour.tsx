import { Skeleton } from '@mantine/core'
import { Suspense } from 'react'
import type { TodayReport } from '#contract/reports'
import { timeFormat } from '#kit/formats.ts'
import { number, t } from '#kit/i18n.ts'
import { Money } from '#kit/money.tsx'
import { usePlace } from '#kit/place.ts'
import { type Columns, Table } from '#kit/table.tsx'
import { useWriting } from '../reports/amounts.tsx'
import { ColumnChart } from '../reports/chart/lazy.ts'
import { Legend } from '../reports/chart/legend.tsx'
import { FormToggle } from '../reports/form-toggle.tsx'
import classes from './overview.module.css'
import { overviewRoute } from './routes.ts'

type Hour = {
  hour: number
  /** Empty for what is still to come. */
  orders: number | null
  before: number
  minor: number
  minorBefore: number
}

type ByHourProps = { report: TodayReport; currency: string }

export function ByHour({ report, currency }: ByHourProps) {
  const { as } = overviewRoute.useSearch()
  const navigate = overviewRoute.useNavigate()
  const hours = hoursOf(report, currency)
  return (
    <div className={classes['half']}>
      <div className={classes['halfHead']}>
        <h3>{t('Orders by hour')}</h3>
        <FormToggle
          label={t('Orders by hour as')}
          value={as}
          onChange={(form) => void navigate({ search: { as: form }, replace: true })}
        />
      </div>
      {as === 'table' ? (
        <div className={classes['flush']}>
          <Table
            label={t('Orders by hour')}
            columns={columnsFor(currency)}
            rows={hours.filter(({ orders, before }) => orders || before)}
            keyOf={({ hour }) => String(hour)}
            empty={null}
          />
        </div>
      ) : (
        <Drawn hours={hours} />
      )}
    </div>
  )
}

function Drawn({ hours }: { hours: Hour[] }) {
  const { full, short } = useWriting('count', '')
  const { language } = usePlace()
  const points = hours.map(({ hour, orders, before }) => ({
    ...{ key: String(hour), label: hourWords(hour, language), value: orders, before },
    title: `${hourWords(hour, language)} – ${hourWords((hour + 1) % 24, language)}`,
  }))
  return (
    <>
      <Legend value={t('Today')} before={t('A week ago')} />
      <Suspense fallback={<Skeleton height={240} />}>
        <ColumnChart
          label={t('Orders of each hour, today and a week ago. The table has the figures.')}
          points={points}
          written={full}
          short={short}
          names={{ value: t('Today'), before: t('A week ago') }}
        />
      </Suspense>
    </>
  )
}

/** Orders of all currencies; amounts only of the one that is shown. */
function hoursOf({ hours, day, timeZone, countedThrough }: TodayReport, currency: string): Hour[] {
  const now = hourAt(new Date(countedThrough), day, timeZone)
  return Array.from({ length: 24 }, (_, hour) => {
    const some = hours.filter((one) => one.hour === hour)
    const orders = some.reduce((sum, { today }) => sum + today.orders, 0)
    const ofOne = some.find((one) => one.currency === currency)
    return {
      hour,
      orders: hour > now && orders === 0 ? null : orders,
      before: some.reduce((sum, { lastWeek }) => sum + lastWeek.orders, 0),
      minor: ofOne?.today.totalMinor ?? 0,
      minorBefore: ofOne?.lastWeek.totalMinor ?? 0,
    }
  })
}

/** The hour of the shop; when the figures are of yesterday still, none has begun. */
function hourAt(at: Date, day: string, timeZone: string): number {
  const local = timeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  const [date, time] = local.format(at).split(' ')
  return date === day ? Number(time!.slice(0, 2)) : -1
}

const hourWords = (hour: number, language: string): string =>
  timeFormat(language, { hour: 'numeric', timeZone: 'UTC' }).format(
    new Date(Date.UTC(2026, 0, 1, hour)),
  )

const columnsFor = (currency: string): Columns<Hour> => [
  { title: t('Hour'), leads: true, cell: ({ hour }) => <HourName hour={hour} /> },
  {
    title: t('Orders'),
    align: 'right',
    cell: ({ orders }) => (orders === null ? '–' : number(orders)),
  },
  { title: t('A week ago'), align: 'right', cell: ({ before }) => number(before) },
  {
    ...{ title: t('Sales'), align: 'right' },
    cell: ({ minor }) => <Money minor={minor} currency={currency} />,
  },
  {
    ...{ title: t('Sales a week ago'), align: 'right', minor: true },
    cell: ({ minorBefore }) => <Money minor={minorBefore} currency={currency} />,
  },
]

function HourName({ hour }: { hour: number }) {
  const { language } = usePlace()
  return hourWords(hour, language)
}
