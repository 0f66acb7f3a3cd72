import type { TodayReport } from '#contract/reports'
import { number, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Money } from '#kit/money.tsx'
import { type Columns, Table } from '#kit/table.tsx'
import { Change } from '../reports/amounts.tsx'
import { COUNTED } from '../orders/search.ts'
import classes from './overview.module.css'

/** The others stand in the report. */
const SHOWN_MAX = 7

type Row = TodayReport['channels'][number]

type ByChannelProps = { report: TodayReport; currency: string }

/** Each leads to its orders of today. */
export const ByChannel = ({ report: { channels, day }, currency }: ByChannelProps) => (
  <div className={classes['half']}>
    <div className={classes['halfHead']}>
      <h3>{t('By channel')}</h3>
      <AppLink to="/reports" search={{ report: 'channels', from: day, until: day }} size="sm">
        {channels.length > SHOWN_MAX
          ? t('All {{count}} channels', {
              count: new Set(channels.map(({ store }) => store.id)).size,
            })
          : t('All channels')}
      </AppLink>
    </div>
    <div className={classes['flush']}>
      <Table
        label={t('Today by channel')}
        columns={columnsFor(day)}
        rows={byWeight(channels, currency).slice(0, SHOWN_MAX)}
        keyOf={({ store, currency: its }) => `${store.id} ${its}`}
        empty={<p className={classes['calm']}>{t('No orders yet.')}</p>}
      />
    </div>
  </div>
)

/** What sold today first, in the currency that stands above before others; then the rest. */
const byWeight = (channels: readonly Row[], currency: string): Row[] =>
  channels.toSorted(
    (a, b) =>
      Number(b.today.orders > 0) - Number(a.today.orders > 0) ||
      Number(b.currency === currency) - Number(a.currency === currency) ||
      b.today.totalMinor - a.today.totalMinor ||
      b.lastWeek.totalMinor - a.lastWeek.totalMinor,
  )

const columnsFor = (day: string): Columns<Row> => [
  {
    ...{ title: t('Store'), leads: true },
    cell: ({ store }) => (
      <AppLink to="/orders" search={{ ...COUNTED, store: store.id, from: day }} size="sm">
        {store.name || t('A store that is gone')}
      </AppLink>
    ),
  },
  {
    ...{ title: t('Orders / a week ago'), align: 'right' },
    cell: ({ today, lastWeek }) => (
      <span>
        {number(today.orders)}{' '}
        <span className={classes['quietly']}>/ {number(lastWeek.orders)}</span>
      </span>
    ),
  },
  {
    ...{ title: t('Sales'), align: 'right', aside: true },
    cell: ({ today, currency }) => <Money minor={today.totalMinor} currency={currency} />,
  },
  {
    ...{ title: t('Week on week'), align: 'right' },
    cell: ({ today, lastWeek }) =>
      lastWeek.totalMinor === 0 ? (
        '–'
      ) : (
        <Change now={today.totalMinor} before={lastWeek.totalMinor} words="" />
      ),
  },
]
