import { useQuery } from '@tanstack/react-query'
import type { ProductFigures, ProductsReport as Report } from '#contract/reports'
import { EmptyFace } from '#kit/faces.tsx'
import { number, plural, t } from '#kit/i18n.ts'
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
import { productsQuery } from './queries.ts'
import { reportsRoute } from './routes.ts'
import { Counted, View } from './view.tsx'

type Row = ProductFigures & { before: ProductFigures | undefined }

const BARS_SHOWN = 15

export function ProductsReport() {
  const search = reportsRoute.useSearch()
  const report = useQuery(productsQuery(search))
  const sums = ordersByCurrency(
    (report.data?.products ?? []).map(({ currency, pieces }) => ({ currency, orders: pieces })),
  )
  const currency = chosenCurrency(sums, search.currency)
  return (
    <>
      <FiltersAlone
        span={report.data}
        currencies={sums.map((one) => one.currency)}
        currency={currency}
      />
      <Loaded query={report} rows={6}>
        {(data) => <Shown report={data} rows={rowsOf(data, currency)} />}
      </Loaded>
      {report.data && <Counted of={report.data} />}
    </>
  )
}

const rowsOf = ({ products, previous }: Report, currency: string | undefined): Row[] =>
  products
    .filter((one) => one.currency === currency)
    .map((one) => ({
      ...one,
      before: previous?.products.find((then) => then.sku === one.sku && then.currency === currency),
    }))

function Shown({ report, rows }: { report: Report; rows: Row[] }) {
  const { language } = usePlace()
  const then = report.previous && spanWords(report.previous, language)
  if (rows.length === 0) return NOTHING_SOLD
  return (
    <View
      title={t('Best sellers')}
      description={
        <Legend value={spanWords(report, language)} before={then ?? undefined} as="mark" />
      }
      chart={
        <BarList
          label={t('Best sellers by net sales')}
          bars={rows.slice(0, BARS_SHOWN).map((row) => ({
            ...{ key: row.sku ?? '', value: row.netMinor, mark: row.before?.netMinor },
            name: <ProductName row={row} />,
            written: <Sold row={row} />,
          }))}
        />
      }
      table={
        <Table
          label={t('Best sellers')}
          columns={report.previous ? [...COLUMNS, GROWTH] : COLUMNS}
          rows={rows}
          keyOf={({ sku }) => sku ?? ''}
          empty={null}
        />
      }
    />
  )
}

const NOTHING_SOLD = (
  <EmptyFace
    title={t('Nothing was sold on these days.')}
    advice={t('Choose other days, or all stores.')}
  />
)

/** What nobody has mapped is work that waits. */
function ProductName({ row: { sku, name } }: { row: Row }) {
  if (sku === null) {
    return (
      <AppLink to="/attention" size="sm">
        {t('Lines without a SKU of ours')}
      </AppLink>
    )
  }
  return (
    <>
      <AppLink to="/stock" search={{ q: sku }} size="sm" underline="always">
        {sku}
      </AppLink>{' '}
      {name}
    </>
  )
}

function Sold({ row }: { row: Row }) {
  const { full } = useWriting('money', row.currency)
  return (
    <>
      <b>{full(row.netMinor)}</b> · {plural(row.pieces, '{{count}} piece', '{{count}} pieces')}
    </>
  )
}

const COLUMNS: Columns<Row> = [
  { title: t('Product'), leads: true, cell: (row) => <ProductName row={row} /> },
  { title: t('Pieces'), align: 'right', cell: ({ pieces }) => number(pieces) },
  {
    ...{ title: t('Came back'), align: 'right' },
    cell: ({ returned }) => number(returned),
  },
  money(t('Gross'), ({ grossMinor }) => grossMinor, 'minor'),
  money(t('Discounts'), ({ discountMinor }) => discountMinor, 'minor'),
  { ...money(t('Net'), ({ netMinor }) => netMinor), aside: true },
]

const GROWTH = growth(({ netMinor }: ProductFigures) => netMinor)
