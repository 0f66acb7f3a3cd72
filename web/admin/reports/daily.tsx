import { useQuery } from '@tanstack/react-query'
import type { DailyFigures, DailyReport as Report } from '#contract/reports'
import { EmptyFace } from '#kit/faces.tsx'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Money } from '#kit/money.tsx'
import { Section } from '#kit/page.tsx'
import { usePlace } from '#kit/place.ts'
import { type Columns, Table } from '#kit/table.tsx'
import { useWriting } from './amounts.tsx'
import { ColumnChart } from './chart/lazy.ts'
import { Legend } from './chart/legend.tsx'
import { chosenCurrency } from './currency.ts'
import { dayWords, spanWords } from './days.ts'
import { Filters } from './filters.tsx'
import { dailyQuery } from './queries.ts'
import { reportsRoute } from './routes.ts'
import { Tiles } from './tiles.tsx'
import { Counted, View } from './view.tsx'
import { measureOf } from './words.ts'

export function DailyReport() {
  const search = reportsRoute.useSearch()
  const report = useQuery(dailyQuery(search))
  const totals = report.data?.totals ?? []
  const currency = chosenCurrency(totals, search.currency)
  return (
    <>
      <Section
        title="Sums"
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
  return <Tiles now={now} before={before} currency={currency} />
}

const NothingSold = ({ report }: { report: Report }) => (
  <EmptyFace
    title="Nothing was sold on these days."
    advice={`No order was placed from ${report.from} to ${report.to}.`}
  >
    <AppLink to="/reports" search={{}}>
      Show the last 30 days
    </AppLink>
  </EmptyFace>
)

function DayByDay({ report, currency }: OfReport) {
  const { measure = 'total' } = reportsRoute.useSearch()
  const { language } = usePlace()
  const { words, kind, of } = measureOf(measure)
  const { full, short } = useWriting(kind, currency)
  const days = report.days.filter((one) => one.currency === currency)
  const previous = report.previous?.days.filter((one) => one.currency === currency)
  const then = report.previous && spanWords(report.previous, language)
  const points = days.map((day, index) => ({
    ...{ key: day.day, value: of(day) },
    ...{ label: dayWords(day.day, 'short', language), title: dayWords(day.day, 'long', language) },
    ...(previous?.[index] && {
      before: of(previous[index]) ?? 0,
      beforeTitle: dayWords(previous[index].day, 'long', language),
    }),
  }))
  return (
    <View
      title={`${words} by day`}
      description={<Legend value={spanWords(report, language)} before={then ?? undefined} />}
      chart={
        <ColumnChart
          label={`${words} for each day, ${spanWords(report, language)}. The table has the figures.`}
          points={points}
          written={full}
          short={short}
          names={{ value: words, before: then ?? undefined }}
        />
      }
      table={
        <Table
          label={`${words} by day`}
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
  { title: 'Day', leads: true, cell: (row) => <DayLink day={row.day} /> },
  { title: 'Orders', align: 'right', cell: ({ orders }) => orders.toLocaleString() },
  {
    ...{ title: 'Cancelled', align: 'right', minor: true },
    cell: ({ cancelled }) => cancelled.toLocaleString(),
  },
  { title: 'Pieces', align: 'right', cell: ({ pieces }) => pieces.toLocaleString() },
  money('Gross', ({ grossMinor }) => grossMinor, 'minor'),
  money('Discounts', ({ discountMinor }) => discountMinor, 'minor'),
  money('Refunded', ({ refundedMinor }) => refundedMinor, 'minor'),
  money('Net', ({ netMinor }) => netMinor),
  money('Shipping', ({ shippingMinor }) => shippingMinor, 'minor'),
  money('Tax', ({ taxMinor }) => taxMinor, 'minor'),
  { ...money('Total', ({ totalMinor }) => totalMinor), aside: true },
]

function money(
  title: string,
  of: (row: DailyFigures) => number,
  minor?: 'minor',
): Columns<DailyFigures>[number] {
  return {
    ...{ title, align: 'right', minor: minor === 'minor' },
    cell: (row) => <Money minor={of(row)} currency={row.currency} />,
  }
}

function DayLink({ day }: { day: string }) {
  const { language } = usePlace()
  const { store } = reportsRoute.useSearch()
  return (
    <AppLink to="/orders" search={{ from: day, until: day, store }} size="sm">
      {dayWords(day, 'long', language)}
    </AppLink>
  )
}
