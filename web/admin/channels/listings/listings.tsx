import { Button, SegmentedControl } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ListingView, StoreView } from '#contract/channels'
import { SyncResult } from '#contract/channels'
import { send } from '#kit/api.ts'
import { EmptyFace } from '#kit/faces.tsx'
import { FilterBar } from '#kit/filter-bar.tsx'
import { number, t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { Section } from '#kit/page.tsx'
import { SearchField } from '#kit/search-field.tsx'
import { type Columns, moreOf, Table } from '#kit/table.tsx'
import { useChange } from '#kit/use-change.ts'
import { useMay } from '../../session.ts'
import classes from '../channels.module.css'
import { listingList, STORES } from '../queries.ts'
import { storeRoute } from '../routes.ts'
import { CreateButton } from './create/create-button.tsx'
import { MapButton } from './map-dialog.tsx'
import { PushAgain } from './push-again.tsx'
import { PushState } from './push-state.tsx'

export function Listings({ store }: { store: StoreView }) {
  const search = storeRoute.useSearch()
  const listings = useInfiniteQuery(listingList(store.id, search))
  const mayEdit = useMay('catalog.edit')
  const mayPush = useMay('channels.manage') && store.settings.pushesStock
  const isNarrowed = search.listings !== undefined || search.q !== undefined
  return (
    <Section
      title={t('Listings')}
      description={t('What this store sells, and which SKU of yours each one is.')}
      actions={
        <>
          <CreateButton store={store} />
          <SyncButton store={store} />
        </>
      }
    >
      <Filters />
      <Loaded query={listings}>
        {(data) => (
          <Table
            label={t('Listings')}
            columns={
              mayEdit || mayPush ? [...columns, actionsOf(store, { mayEdit, mayPush })] : columns
            }
            rows={data.pages.flatMap((page) => page.listings)}
            keyOf={(listing) => listing.id}
            empty={isNarrowed ? NO_MATCH : NOTHING_YET}
            more={moreOf(listings)}
          />
        )}
      </Loaded>
    </Section>
  )
}

function Filters() {
  const { listings = 'all', q } = storeRoute.useSearch()
  const navigate = storeRoute.useNavigate()
  const show = (value: string) =>
    void navigate({
      search: (before) => ({
        ...before,
        listings: value === 'unmapped' || value === 'mapped' ? value : undefined,
      }),
    })
  const find = (text: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, q: text }), replace: true })
  return (
    <FilterBar>
      <SearchField
        label={t('Find a listing')}
        placeholder={t('Title or SKU')}
        value={q}
        onChange={find}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('Which listings')}
        value={listings}
        onChange={show}
        data={[
          { value: 'all', label: t('All') },
          { value: 'unmapped', label: t('Without a SKU') },
          { value: 'mapped', label: t('With a SKU') },
        ]}
      />
    </FilterBar>
  )
}

function SyncButton({ store }: { store: StoreView }) {
  const mayManage = useMay('channels.manage')
  const sync = useChange({
    run: () => send('POST', `/stores/${store.id}/listings/sync`, {}, SyncResult),
    refresh: STORES,
    done: ({ found, unmapped }) =>
      t('Listings read: {{found}}; without a SKU: {{unmapped}}.', { found, unmapped }),
  })
  if (!mayManage || store.uid === 'own') return null
  return (
    <Button variant="default" size="xs" loading={sync.isPending} onClick={() => sync.mutate()}>
      {t('Refresh the listings')}
    </Button>
  )
}

const columns: Columns<ListingView> = [
  {
    title: t('Listing'),
    leads: true,
    cell: ({ title, externalSku, externalId }) => title || externalSku || externalId,
  },
  { title: t('SKU there'), cell: ({ externalSku }) => externalSku ?? t('None') },
  {
    title: t('Your SKU'),
    cell: ({ sku }) => sku ?? <span className={classes['problem']}>{t('Not known yet')}</span>,
  },
  {
    title: t('Shown there'),
    align: 'right',
    cell: ({ push }) => (push.seen === null ? '–' : number(push.seen)),
  },
  { title: t('Stock'), aside: true, cell: (listing) => <PushState listing={listing} /> },
]

const actionsOf = (
  store: StoreView,
  { mayEdit, mayPush }: { mayEdit: boolean; mayPush: boolean },
): Columns<ListingView>[number] => ({
  title: t('Actions'),
  actions: true,
  cell: (listing) => (
    <>
      {mayEdit && <MapButton store={store} listing={listing} />}
      {mayPush && <PushAgain storeId={store.id} listing={listing} />}
    </>
  ),
})

const NOTHING_YET = (
  <EmptyFace
    title={t('No listing yet.')}
    advice={t('They come with the first order, or when they are read from the platform.')}
  />
)
const NO_MATCH = (
  <EmptyFace title={t('No listing matches.')} advice={t('Show all, or look for other words.')} />
)
