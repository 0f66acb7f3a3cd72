import { Checkbox, Select } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { EmptyFace } from '#kit/faces.tsx'
import { FilterBar } from '#kit/filter-bar.tsx'
import { number, t } from '#kit/i18n.ts'
import { AppLink, LinkButton } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Page, Section } from '#kit/page.tsx'
import { SearchField } from '#kit/search-field.tsx'
import { type Columns, moreOf, Table } from '#kit/table.tsx'
import { useMay } from '../session.ts'
import { GridButton } from '../grid-button.tsx'
import { ImportLevelsButton } from './import-levels.tsx'
import { BackordersButton } from './backorders.tsx'
import { CanBeSold, LevelState, type NamedLevel } from './level-state.tsx'
import { MoveStockButton } from './move-stock.tsx'
import { MovementsButton } from './movements.tsx'
import { PlaceName } from './place-name.tsx'
import { levelList } from './queries.ts'
import { stockRoute } from './routes.ts'
import classes from './stock.module.css'
import { StockGrid } from './stock-grid.tsx'
import { TransferButton } from './transfer.tsx'
import { usePlaces } from './use-places.ts'

export function StockPage() {
  const { edit, ...search } = stockRoute.useSearch()
  const levels = useInfiniteQuery(levelList(search))
  const mayMove = useMay('stock.move')
  const mayAdjust = useMay('stock.adjust')
  const isNarrowed = Object.values(search).some((value) => value !== undefined)
  return (
    <Page title={t('Stock')} description={<About />} actions={edit ? <GridButton /> : <Actions />}>
      <Section title={t('Levels')} bare={<Filters />}>
        <Loaded query={levels} rows={8}>
          {(data) => {
            const list = {
              rows: data.pages.flatMap((page) => page.stock),
              empty: isNarrowed ? NO_MATCH : NOTHING_YET,
              more: moreOf(levels),
            }
            if (edit && mayAdjust) return <StockGrid {...list} />
            return (
              <div className={classes['levels']}>
                <Table
                  label={t('Levels')}
                  columns={mayMove ? [...columns, actionColumn] : columns}
                  keyOf={({ sku, locationId }) => `${sku} ${locationId}`}
                  {...list}
                />
              </div>
            )
          }}
        </Loaded>
      </Section>
    </Page>
  )
}

const About = () => (
  <>
    {t('One pool for every channel: what is there, and what may still be sold.')}
    <br />
    <AppLink to="/stock/locations" inherit underline="always">
      {t('Locations')}
    </AppLink>
    {' · '}
    <AppLink to="/stock/takes" inherit underline="always">
      {t('Stock takes')}
    </AppLink>
  </>
)

function Actions() {
  const mayMove = useMay('stock.move')
  const mayAdjust = useMay('stock.adjust')
  return (
    <>
      {mayAdjust && <GridButton />}
      {mayAdjust && <ImportLevelsButton />}
      {mayMove && <TransferButton />}
      {mayMove && (
        <LinkButton to="/stock/receive" variant="filled">
          {t('Receive a delivery')}
        </LinkButton>
      )}
    </>
  )
}

function Filters() {
  const { q, low, location } = stockRoute.useSearch()
  const navigate = stockRoute.useNavigate()
  const places = usePlaces()
  return (
    <FilterBar>
      <SearchField
        label={t('Find a SKU or a product')}
        placeholder={t('A part of the SKU, or the product')}
        value={q}
        onChange={(text) =>
          void navigate({ search: (before) => ({ ...before, q: text }), replace: true })
        }
      />
      <Select
        aria-label={t('Location')}
        placeholder={t('All locations')}
        clearable
        w={180}
        value={location ?? null}
        data={places}
        onChange={(code) =>
          void navigate({ search: (before) => ({ ...before, location: code ?? undefined }) })
        }
      />
      <Checkbox
        label={t('Only what runs low')}
        checked={low === true}
        onChange={(event) => {
          const wanted = event.currentTarget.checked || undefined
          void navigate({ search: (before) => ({ ...before, low: wanted }) })
        }}
      />
    </FilterBar>
  )
}

const columns: Columns<NamedLevel> = [
  {
    ...{ title: 'SKU', leads: true },
    cell: ({ sku }) => <span className={classes['sku']}>{sku}</span>,
  },
  { title: t('Product'), cell: ({ name }) => name },
  { title: t('Location'), cell: ({ location }) => <PlaceName code={location} /> },
  { title: t('On hand'), align: 'right', cell: ({ onHand }) => number(onHand) },
  { title: t('Reserved'), align: 'right', cell: ({ reserved }) => number(reserved) },
  {
    title: t('Can be sold'),
    align: 'right',
    cell: ({ available, backorderLimit }) => (
      <CanBeSold available={available} beyond={backorderLimit} />
    ),
  },
  { title: t('Low at'), align: 'right', minor: true, cell: ({ threshold }) => number(threshold) },
  { title: t('State'), aside: true, cell: (level) => <LevelState level={level} /> },
]

const actionColumn: Columns<NamedLevel>[number] = {
  title: t('Actions'),
  actions: true,
  cell: ({ sku, location, onHand }) => (
    <>
      <BackordersButton sku={sku} />
      <MovementsButton sku={sku} />
      <MoveStockButton {...{ sku, location, onHand }} />
    </>
  ),
}

const NOTHING_YET = (
  <EmptyFace
    title={t('Nothing is counted yet.')}
    advice={t('Open a product and receive some pieces; they can be sold at once.')}
  />
)
const NO_MATCH = (
  <EmptyFace title={t('No SKU matches.')} advice={t('Look for something else, or show all.')}>
    <AppLink to="/stock" search={{}}>
      {t('Show all')}
    </AppLink>
  </EmptyFace>
)
