import { useInfiniteQuery } from '@tanstack/react-query'
import { EmptyFace } from '#kit/faces.tsx'
import { number, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Sentence } from '#kit/sentence.tsx'
import { type Columns, moreOf, ShowMore, Table } from '#kit/table.tsx'
import { Ago } from '#kit/time.tsx'
import { type Level, LevelState } from '../stock/level-state.tsx'
import { BarList } from './chart/lazy.ts'
import { Legend } from './chart/legend.tsx'
import { lowStockList } from './queries.ts'
import { View } from './view.tsx'

const keyOf = ({ sku, locationId }: Level) => `${sku} ${locationId}`

export function LowStock() {
  const levels = useInfiniteQuery(lowStockList)
  return (
    <Loaded query={levels} rows={6}>
      {(data) => {
        const rows = data.pages.flatMap((page) => page.stock)
        if (rows.length === 0) return NOTHING_LOW
        return (
          <View
            title={t('What runs low')}
            description={<Legend value={t('Can be sold')} before={t('Low at')} as="mark" />}
            chart={
              <>
                <BarList label={t('What runs low')} bars={rows.map(barOf)} />
                <ShowMore more={moreOf(levels)} />
              </>
            }
            table={
              <Table
                label={t('What runs low')}
                columns={COLUMNS}
                rows={rows}
                keyOf={keyOf}
                empty={null}
                more={moreOf(levels)}
              />
            }
          />
        )
      }}
    </Loaded>
  )
}

const NOTHING_LOW = (
  <EmptyFace
    title={t('Nothing runs low.')}
    advice={t(
      'Here stands what has fallen to its limit. Limits are set for each SKU, or for the shop.',
    )}
  >
    <AppLink to="/stock" search={{}}>
      {t('See all stock')}
    </AppLink>
  </EmptyFace>
)

const barOf = (level: Level) => ({
  ...{ key: keyOf(level), value: level.available, mark: level.threshold },
  name: <SkuLink level={level} />,
  written: (
    <Sentence
      says="<b>{{available}}</b>, low at {{threshold}}"
      values={{ available: level.available, threshold: level.threshold }}
      parts={{ b: <b /> }}
    />
  ),
})

const SkuLink = ({ level: { sku, location } }: { level: Level }) => (
  <>
    <AppLink to="/stock" search={{ q: sku }} size="sm" underline="always">
      {sku}
    </AppLink>{' '}
    {location}
  </>
)

const COLUMNS: Columns<Level> = [
  { title: 'SKU', leads: true, cell: (level) => <SkuLink level={level} /> },
  { title: t('On hand'), align: 'right', cell: ({ onHand }) => number(onHand) },
  { title: t('Reserved'), align: 'right', cell: ({ reserved }) => number(reserved) },
  { title: t('Can be sold'), align: 'right', cell: ({ available }) => number(available) },
  { title: t('Low at'), align: 'right', cell: ({ threshold }) => number(threshold) },
  {
    ...{ title: t('Since'), align: 'right' },
    cell: ({ lowSince }) => (lowSince ? <Ago at={lowSince} /> : '–'),
  },
  { title: t('State'), aside: true, cell: (level) => <LevelState level={level} /> },
]
