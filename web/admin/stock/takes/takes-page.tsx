import { useInfiniteQuery } from '@tanstack/react-query'
import { EmptyFace } from '#kit/faces.tsx'
import { t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Page, Section } from '#kit/page.tsx'
import { type Columns, moreOf, Table } from '#kit/table.tsx'
import { Time } from '#kit/time.tsx'
import { useMay } from '../../session.ts'
import { PlaceName } from '../place-name.tsx'
import { OpenTakeButton } from './open-take.tsx'
import { type Take, takeList } from './queries.ts'
import { TakeState } from './take-state.tsx'

export function TakesPage() {
  const takes = useInfiniteQuery(takeList)
  const mayAdjust = useMay('stock.adjust')
  return (
    <Page
      title={t('Stock takes')}
      description={<AppLink to="/stock">{t('All stock')}</AppLink>}
      actions={mayAdjust && <OpenTakeButton />}
    >
      <Section title={t('Stock takes')} bare={<></>}>
        <Loaded query={takes}>
          {(data) => (
            <Table
              label={t('Stock takes')}
              columns={columns}
              rows={data.pages.flatMap((page) => page.takes)}
              keyOf={({ id }) => id}
              empty={NOTHING_YET}
              more={moreOf(takes)}
            />
          )}
        </Loaded>
      </Section>
    </Page>
  )
}

const columns: Columns<Take> = [
  {
    title: t('Begun'),
    leads: true,
    cell: ({ id, openedAt }) => (
      <AppLink to="/stock/takes/$takeId" params={{ takeId: id }} inherit>
        <Time at={openedAt} />
      </AppLink>
    ),
  },
  { title: t('Location'), cell: ({ location }) => <PlaceName code={location} /> },
  { title: t('By'), cell: ({ openedBy }) => openedBy },
  { title: t('Note'), minor: true, cell: ({ note }) => note ?? '' },
  { title: t('State'), aside: true, cell: ({ state }) => <TakeState state={state} /> },
]

const NOTHING_YET = (
  <EmptyFace
    title={t('Nothing was counted yet.')}
    advice={t('Begin a stock take, walk along the shelves, and book all differences at once.')}
  />
)
