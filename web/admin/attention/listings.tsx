import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { AppLink } from '#kit/link.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { MapButton } from '../channels/listings/map-dialog.tsx'
import { type NeedyListing, needyListings, storeList } from '../channels/queries.ts'
import { useMay } from '../session.ts'
import { type Amount, Matter } from './matter.tsx'
import { PushAgain } from './push-again.tsx'

type NeedyAmount = Amount & {
  listings: NeedyListing[]
  more: { load: () => unknown; loading: boolean } | undefined
}

export function useNeedy(needs: 'sku' | 'push'): NeedyAmount {
  const enabled = useMay('channels.read')
  const found = useInfiniteQuery({ ...needyListings(needs), enabled })
  const listings = found.data?.pages.flatMap((page) => page.listings) ?? []
  const { isLoading, error, hasNextPage } = found
  return {
    ...{ listings, isLoading, error, count: listings.length },
    words: `${listings.length.toLocaleString()}${hasNextPage ? '+' : ''}`,
    more: hasNextPage
      ? { load: found.fetchNextPage, loading: found.isFetchingNextPage }
      : undefined,
  }
}

export const Unmapped = ({ listings }: { listings: NeedyAmount }) => (
  <Matter
    title="Listings without a SKU"
    amount={listings}
    next="to map. Orders that wait for one go on as soon as it has its SKU."
  >
    <Table
      label="Listings without a SKU"
      columns={[NAME, THERE, STORE, ...useMapColumn()]}
      rows={listings.listings}
      keyOf={({ id }) => id}
      empty={null}
      more={listings.more}
    />
  </Matter>
)

export const RefusedPushes = ({ listings }: { listings: NeedyAmount }) => (
  <Matter
    title="Stock that a store refused"
    amount={listings}
    next="to look at. Mend what the store says, then push again."
  >
    <Table
      label="Stock that a store refused"
      columns={[NAME, PROBLEM, STORE, ...useRefusedColumn()]}
      rows={listings.listings}
      keyOf={({ id }) => id}
      empty={null}
      more={listings.more}
    />
  </Matter>
)

const NAME: Columns<NeedyListing>[number] = {
  title: 'Listing',
  leads: true,
  cell: ({ title, externalSku, externalId }) => title || externalSku || externalId,
}

const THERE: Columns<NeedyListing>[number] = {
  title: 'SKU there',
  cell: ({ externalSku }) => externalSku ?? 'None',
}

const PROBLEM: Columns<NeedyListing>[number] = {
  title: 'What it says',
  cell: ({ push }) => push.problem ?? 'Nothing',
}

const STORE: Columns<NeedyListing>[number] = {
  title: 'Store',
  cell: ({ storeId }) => <StoreLink storeId={storeId} />,
}

export function StoreLink({ storeId }: { storeId: string }) {
  const { data } = useQuery(storeList)
  const name = data?.stores.find(({ id }) => id === storeId)?.name
  return (
    <AppLink to="/channels/$storeId" params={{ storeId }} c="inherit" inherit>
      {name ?? 'Its store'}
    </AppLink>
  )
}

function useRefusedColumn(): Columns<NeedyListing> {
  const mayPush = useMay('channels.manage')
  const [map] = useMapColumn()
  if (!mayPush && !map) return []
  return [
    {
      title: 'Actions',
      actions: true,
      cell: (listing) => (
        <>
          {map?.cell(listing)}
          {mayPush && <PushAgain listing={listing} />}
        </>
      ),
    },
  ]
}

/** The dialog of the store's own page, so that nobody has to go there. */
function useMapColumn(): Columns<NeedyListing> {
  const mayEdit = useMay('catalog.edit')
  const { data } = useQuery({ ...storeList, enabled: mayEdit })
  if (!mayEdit || !data) return []
  return [
    {
      title: 'Actions',
      actions: true,
      cell: (listing) => {
        const store = data.stores.find(({ id }) => id === listing.storeId)
        return store && <MapButton store={store} listing={listing} />
      },
    },
  ]
}
