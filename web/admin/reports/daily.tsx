import { useQuery } from '@tanstack/react-query'
import type { DailyFigures, DailyReport as Report } from '#contract/reports'
import { EmptyFace } from '#kit/faces.tsx'
import { number, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Section } from '#kit/page.tsx'
import { usePlace } from '#kit/place.ts'
import { type Columns, Table } from '#kit/table.tsx'
import { useWriting } from './amounts.tsx'
import { ColumnChart } from './chart/lazy.ts'
import { Legend } from './chart/legend.tsx'
import { money } from './columns.tsx'
import { comparable } from './comparable.ts'
import { chosenCurrency } from './currency.ts'
import { dayWords, spanWords } from './days.ts'
import { Filters } from './filters.tsx'
import { pointsOf } from './points.ts'
import { dailyQuery } from './queries.ts'
import { reportsRoute } from './routes.ts'
import { Tiles } from './tiles.tsx'
import { Counted, View } from './view.tsx'
import { measureOf } from './words.ts'
import { COUNTED } from '../orders/search.ts'

export function DailyReport() {
  const search = reportsRoute.useSearch()
  const report = useQuery(dailyQuery(search))
  const totals = report.data?.totals ?? []
  const currency = chosenCurrency(totals, search.currency)
  return (
    <>
      <Section
        title={t('Sums')}
        bare={
          <Filters
            span={report.data}
            currencies={totals.map((one) => one.currency)}
            currency={currency}
          />
        }
      >
        <Loaded query={report} rows={3}>
          {(data) =>
            currency ? <Sums report={data} currency={currency} /> : <NothingSold report={data} />
          }
        </Loaded>
      </Section>
      {report.data && currency && <DayByDay report={report.data} currency={currency} />}
      {report.data && <Counted of={report.data} />}
    </>
  )
}

type OfReport = { report: Report; currency: string }

function Sums({ report, currency }: OfReport) {
  const now = report.totals.find((one) => one.currency === currency)!
  const before = report.previous?.totals.find((one) => one.currency === currency)
  return <Tiles now={now} before={comparable(before)} currency={currency} />
}

function NothingSold({ report }: { report: Report }) {
  const { language } = usePlace()
  const [from, to] = [report.from, report.to].map((day) => dayWords(day, 'long', language))
  return (
    <EmptyFace
      title={t('Nothing was sold on these days.')}
      advice={t('No order was placed from {{from}} to {{to}}.', { from: from!, to: to! })}
    >
      <AppLink to="/reports" search={{}}>
        {t('Show the last 30 days')}
      </AppLink>
    </EmptyFace>
  )
}

function DayByDay({ report, currency }: OfReport) {
  const { measure = 'total' } = reportsRoute.useSearch()
  const { language } = usePlace()
  const { words, kind, of } = measureOf(measure)
  const { full, short } = useWriting(kind, currency)
  const days = report.days.filter((one) => one.currency === currency)
  const previous = report.previous?.days.filter((one) => one.currency === currency)
  const then = report.previous && spanWords(report.previous, language)
  return (
    <View
      title={t('{{words}} by day', { words })}
      description={<Legend value={spanWords(report, language)} before={then ?? undefined} />}
      chart={
        <ColumnChart
          label={t('{{words}} for each day, {{span}}. The table has the figures.', {
            ...{ words, span: spanWords(report, language) },
          })}
          points={pointsOf(days, previous, of, language)}
          written={full}
          short={short}
          names={{ value: words, before: then ?? undefined }}
        />
      }
      table={
        <Table
          label={t('{{words}} by day', { words })}
          columns={COLUMNS}
          rows={days.toReversed()}
          keyOf={({ day }) => day}
          empty={null}
        />
      }
    />
  )
}

const COLUMNS: Columns<DailyFigures> = [
  { title: t('Day'), leads: true, cell: (row) => <DayLink day={row.day} /> },
  { title: t('Orders'), align: 'right', cell: ({ orders }) => number(orders) },
  {
    ...{ title: t('Cancelled'), align: 'right', minor: true },
    cell: ({ cancelled }) => number(cancelled),
  },
  { title: t('Pieces'), align: 'right', cell: ({ pieces }) => number(pieces) },
  money(t('Gross'), ({ grossMinor }) => grossMinor, 'minor'),
  money(t('Discounts'), ({ discountMinor }) => discountMinor, 'minor'),
  money(t('Refunded'), ({ refundedMinor }) => refundedMinor, 'minor'),
  money(t('Net'), ({ netMinor }) => netMinor),
  money(t('Shipping'), ({ shippingMinor }) => shippingMinor, 'minor'),
  money(t('Tax'), ({ taxMinor }) => taxMinor, 'minor'),
  { ...money(t('Total'), ({ totalMinor }) => totalMinor), aside: true },
]

function DayLink({ day }: { day: string }) {
  const { language } = usePlace()
  const { store } = reportsRoute.useSearch()
  return (
    <AppLink to="/orders" search={{ ...COUNTED, from: day, until: day, store }} size="sm">
      {dayWords(day, 'long', language)}
    </AppLink>
  )
}
