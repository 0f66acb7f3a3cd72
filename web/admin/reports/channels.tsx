import { useQuery } from '@tanstack/react-query'
import type { ChannelFigures, ChannelsReport as Report } from '#contract/reports'
import { EmptyFace } from '#kit/faces.tsx'
import { numberFormat } from '#kit/formats.ts'
import { number, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { usePlace } from '#kit/place.ts'
import { type Columns, Table } from '#kit/table.tsx'
import { useWriting } from './amounts.tsx'
import { BarList } from './chart/lazy.ts'
import { Legend } from './chart/legend.tsx'
import { growth, money } from './columns.tsx'
import { chosenCurrency, ordersByCurrency } from './currency.ts'
import { spanWords } from './days.ts'
import { FiltersAlone } from './filters.tsx'
import { channelsQuery } from './queries.ts'
import { reportsRoute } from './routes.ts'
import { Counted, View } from './view.tsx'
import { COUNTED } from '../orders/search.ts'

/** A channel, what it sold before, and its part of the whole. */
type Row = ChannelFigures & { before: ChannelFigures | undefined; share: number }

export function ChannelsReport() {
  const search = reportsRoute.useSearch()
  const report = useQuery(channelsQuery(search))
  const sums = ordersByCurrency(report.data?.channels ?? [])
  const currency = chosenCurrency(sums, search.currency)
  return (
    <>
      <FiltersAlone
        span={report.data}
        currencies={sums.map((one) => one.currency)}
        currency={currency}
        withStore={false}
      />
      <Loaded query={report} rows={5}>
        {(data) => <Shown report={data} rows={rowsOf(data, currency)} />}
      </Loaded>
      {report.data && <Counted of={report.data} />}
    </>
  )
}

function rowsOf({ channels, previous }: Report, currency: string | undefined): Row[] {
  const some = channels.filter((one) => one.currency === currency)
  const all = some.reduce((sum, { totalMinor }) => sum + totalMinor, 0)
  return some.map((one) => ({
    ...{ ...one, share: all === 0 ? 0 : one.totalMinor / all },
    before: previous?.channels.find(
      (then) => then.store.id === one.store.id && then.currency === currency,
    ),
  }))
}

function Shown({ report, rows }: { report: Report; rows: Row[] }) {
  const { language } = usePlace()
  const then = report.previous && spanWords(report.previous, language)
  if (rows.length === 0) return NOTHING_SOLD
  return (
    <View
      title={t('Total sales by channel')}
      description={
        <Legend value={spanWords(report, language)} before={then ?? undefined} as="mark" />
      }
      chart={
        <BarList
          label={t('Total sales by channel')}
          bars={rows.map((row) => ({
            ...{ key: row.store.id, value: row.totalMinor, mark: row.before?.totalMinor },
            name: <StoreLink row={row} report={report} />,
            written: <Sold row={row} />,
          }))}
        />
      }
      table={
        <Table
          label={t('Sales by channel')}
          columns={columnsFor(report)}
          rows={rows}
          keyOf={({ store }) => store.id}
          empty={null}
        />
      }
    />
  )
}

const NOTHING_SOLD = (
  <EmptyFace
    title={t('Nothing was sold on these days.')}
    advice={t('Choose other days, or all currencies.')}
  />
)

type OfRow = { row: Row; report: Report }

/** To the orders that the row counts. */
const StoreLink = ({ row: { store }, report: { from, to } }: OfRow) => (
  <AppLink to="/orders" search={{ ...COUNTED, store: store.id, from, until: to }} size="sm">
    {store.name}
  </AppLink>
)

function Sold({ row }: { row: Row }) {
  const { full } = useWriting('money', row.currency)
  const { language } = usePlace()
  const share = numberFormat(language, { style: 'percent' }).format(row.share)
  return (
    <>
      <b>{full(row.totalMinor)}</b> · {share}
    </>
  )
}

const columnsFor = (report: Report): Columns<Row> => [
  { title: t('Store'), leads: true, cell: (row) => <StoreLink row={row} report={report} /> },
  { title: t('Orders'), align: 'right', cell: ({ orders }) => number(orders) },
  {
    ...{ title: t('Cancelled'), align: 'right', minor: true },
    cell: ({ cancelled }) => number(cancelled),
  },
  { title: t('Pieces'), align: 'right', cell: ({ pieces }) => number(pieces) },
  money(t('Average order'), ({ averageOrderMinor }) => averageOrderMinor),
  money(t('Refunded'), ({ refundedMinor }) => refundedMinor, 'minor'),
  money(t('Net'), ({ netMinor }) => netMinor),
  { ...money(t('Total'), ({ totalMinor }) => totalMinor), aside: true },
  ...(report.previous ? [growth(({ totalMinor }: ChannelFigures) => totalMinor)] : []),
]
