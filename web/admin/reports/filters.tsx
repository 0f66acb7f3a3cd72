import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { t } from '#kit/i18n.ts'
import { Section } from '#kit/page.tsx'
import { usePlace } from '#kit/place.ts'
import { dayAt } from '#kit/days.ts'
import { useNow } from '#kit/time.tsx'
import { storeList } from '../channels/queries.ts'
import { useMay } from '../session.ts'
import { periodsAt } from './periods.ts'
import classes from './reports.module.css'
import { reportsRoute, type ReportsSearch } from './routes.ts'

type FiltersProps = {
  /** As the server has understood the question. */
  span: { from: string; to: string } | undefined
  currencies: readonly string[]
  currency: string | undefined
  /** Not where each store has a row of its own. */
  withStore?: boolean
}

/** Which days, beside which others, of which store and in which currency. */
export function Filters({ span, currencies, currency, withStore = true }: FiltersProps) {
  const search = reportsRoute.useSearch()
  const navigate = reportsRoute.useNavigate()
  const change = (part: Partial<ReportsSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  const shown = span && { from: span.from, until: span.to }
  return (
    <div className={classes['filters']} role="search" aria-label={t('What is reported')}>
      <PeriodChoice shown={shown} onChange={change} />
      <Day label={t('From')} value={shown?.from} max={shown?.until} of="from" onChange={change} />
      <Day label={t('Until')} value={shown?.until} min={shown?.from} of="until" onChange={change} />
      <NativeSelect
        label={t('Compare with')}
        className={classes['choice']}
        data={COMPARISONS}
        value={search.compare ?? ''}
        onChange={({ currentTarget: { value } }) =>
          change({ compare: value === 'none' || value === 'year' ? value : undefined })
        }
      />
      {withStore && <StoreChoice store={search.store} onChange={change} />}
      {currencies.length > 1 && (
        <NativeSelect
          label={t('Currency')}
          className={classes['choice']}
          data={[...currencies]}
          value={currency}
          onChange={(event) => change({ currency: event.currentTarget.value })}
        />
      )}
    </div>
  )
}

/** Where the figures stand in sections of their own below. */
export const FiltersAlone = (props: FiltersProps) => (
  <Section title={t('What is reported')} bare={<Filters {...props} />}>
    {null}
  </Section>
)

const COMPARISONS = [
  { value: '', label: t('The days before') },
  { value: 'year', label: t('A year earlier') },
  { value: 'none', label: t('Nothing') },
]

type Change = { onChange: (part: Partial<ReportsSearch>) => void }
type PeriodProps = Change & { shown: { from: string; until: string } | undefined }

function PeriodChoice({ shown, onChange }: PeriodProps) {
  const { timeZone } = usePlace()
  const periods = periodsAt(dayAt(useNow(), timeZone))
  const current = periods.find(
    ({ period }) => period.from === shown?.from && period.until === shown.until,
  )
  return (
    <NativeSelect
      label={t('Days')}
      className={classes['choice']}
      data={[...(current ? [] : [CHOSEN]), ...periods.map(({ words }) => words)]}
      value={current?.words ?? CHOSEN}
      onChange={(event) =>
        onChange(periods.find(({ words }) => words === event.currentTarget.value)?.period ?? {})
      }
    />
  )
}

const CHOSEN = t('As chosen')

type DayProps = Change & {
  label: string
  value: string | undefined
  min?: string | undefined
  max?: string | undefined
  of: 'from' | 'until'
}

/** The other day is named as well, so that it stays where it is. */
function Day({ label, value, min, max, of, onChange }: DayProps) {
  const other = of === 'from' ? { until: max } : { from: min }
  return (
    <TextInput
      type="date"
      label={label}
      className={classes['day']}
      value={value ?? ''}
      {...(min && { min })}
      {...(max && { max })}
      onChange={({ currentTarget: { value: day } }) => day && onChange({ ...other, [of]: day })}
    />
  )
}

function StoreChoice({ store, onChange }: Change & { store: string | undefined }) {
  const mayRead = useMay('channels.read')
  const { data } = useQuery({ ...storeList, enabled: mayRead })
  if (!data || data.stores.length < 2) return null
  return (
    <NativeSelect
      label={t('Store')}
      className={classes['choice']}
      data={[
        { value: '', label: t('All stores') },
        ...data.stores.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      value={store ?? ''}
      onChange={(event) => onChange({ store: event.currentTarget.value || undefined })}
    />
  )
}
