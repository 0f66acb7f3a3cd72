import { useQuery } from '@tanstack/react-query'
import { t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { MapButton } from '../channels/listings/map-dialog.tsx'
import { PushAgain } from '../channels/listings/push-again.tsx'
import { type NeedyListing, storeList } from '../channels/queries.ts'
import { useMay } from '../session.ts'
import type { ListedAmount } from './amounts.ts'
import { Matter } from './matter.tsx'

type NeedyAmount = ListedAmount<NeedyListing>

export const Unmapped = ({ listings }: { listings: NeedyAmount }) => (
  <Matter
    title={t('Listings without a SKU')}
    amount={listings}
    next={t('to map. Orders that wait for one go on as soon as it has its SKU.')}
  >
    <Table
      label={t('Listings without a SKU')}
      columns={[NAME, THERE, STORE, ...useMapColumn()]}
      rows={listings.rows}
      keyOf={({ id }) => id}
      empty={null}
      more={listings.more}
    />
  </Matter>
)

export const RefusedPushes = ({ listings }: { listings: NeedyAmount }) => (
  <Matter
    title={t('Stock that a store refused')}
    amount={listings}
    next={t('to look at. Mend what the store says, then push again.')}
  >
    <Table
      label={t('Stock that a store refused')}
      columns={[NAME, PROBLEM, STORE, ...useRefusedColumn()]}
      rows={listings.rows}
      keyOf={({ id }) => id}
      empty={null}
      more={listings.more}
    />
  </Matter>
)

const NAME: Columns<NeedyListing>[number] = {
  title: t('Listing'),
  leads: true,
  cell: ({ title, externalSku, externalId }) => title || externalSku || externalId,
}

const THERE: Columns<NeedyListing>[number] = {
  title: t('SKU there'),
  cell: ({ externalSku }) => externalSku ?? t('None'),
}

const PROBLEM: Columns<NeedyListing>[number] = {
  title: t('What it says'),
  cell: ({ push }) => push.problem ?? t('Nothing'),
}

const STORE: Columns<NeedyListing>[number] = {
  title: t('Store'),
  cell: ({ storeId }) => <StoreLink storeId={storeId} />,
}

export function StoreLink({ storeId }: { storeId: string }) {
  const { data } = useQuery(storeList)
  const name = data?.stores.find(({ id }) => id === storeId)?.name
  if (data && name === undefined) return t('A store that was removed')
  return (
    <AppLink to="/channels/$storeId" params={{ storeId }} c="inherit" inherit>
      {name ?? t('Its store')}
    </AppLink>
  )
}

function useRefusedColumn(): Columns<NeedyListing> {
  const mayPush = useMay('channels.manage')
  const [map] = useMapColumn()
  if (!mayPush && !map) return []
  return [
    {
      title: t('Actions'),
      actions: true,
      cell: (listing) => (
        <>
          {map?.cell(listing)}
          <PushAgain storeId={listing.storeId} listing={listing} />
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
      title: t('Actions'),
      actions: true,
      cell: (listing) => {
        const store = data.stores.find(({ id }) => id === listing.storeId)
        return store && <MapButton store={store} listing={listing} />
      },
    },
  ]
}
