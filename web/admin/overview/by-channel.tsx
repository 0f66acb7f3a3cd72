import type { TodayReport } from '#contract/reports'
import { number, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Money } from '#kit/money.tsx'
import { type Columns, Table } from '#kit/table.tsx'
import { Change } from '../reports/amounts.tsx'
import { COUNTED } from '../reports/words.ts'
import classes from './overview.module.css'

/** The others stand in the report. */
const SHOWN_MAX = 7

type Row = TodayReport['channels'][number]

type ByChannelProps = { report: TodayReport; currency: string }

/** Each leads to its orders of today; those in the currency of the shop come first. */
export const ByChannel = ({ report: { channels, day }, currency }: ByChannelProps) => (
  <div className={classes['half']}>
    <div className={classes['halfHead']}>
      <h3>{t('By channel')}</h3>
      <AppLink to="/reports" search={{ report: 'channels', from: day, until: day }} size="sm">
        {t('All channels')}
      </AppLink>
    </div>
    <div className={classes['flush']}>
      <Table
        label={t('Today by channel')}
        columns={columnsFor(day)}
        rows={[true, false]
          .flatMap((isOwn) => channels.filter((one) => (one.currency === currency) === isOwn))
          .slice(0, SHOWN_MAX)}
        keyOf={({ store, currency: its }) => `${store.id} ${its}`}
        empty={null}
      />
    </div>
  </div>
)

const columnsFor = (day: string): Columns<Row> => [
  {
    ...{ title: t('Store'), leads: true },
    cell: ({ store }) => (
      <AppLink to="/orders" search={{ ...COUNTED, store: store.id, from: day }} size="sm">
        {store.name}
      </AppLink>
    ),
  },
  {
    ...{ title: t('Orders'), align: 'right' },
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
    ...{ title: t('Than a week ago'), align: 'right' },
    cell: ({ today, lastWeek }) =>
      lastWeek.totalMinor === 0 ? (
        '–'
      ) : (
        <Change now={today.totalMinor} before={lastWeek.totalMinor} words="" />
      ),
  },
]
