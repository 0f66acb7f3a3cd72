import { useQuery } from '@tanstack/react-query'
import { countryName } from '#kit/countries.ts'
import { EmptyFace } from '#kit/faces.tsx'
import { number, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Page, Section } from '#kit/page.tsx'
import { StatusBadge } from '#kit/status-badge.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { useMay } from '../../session.ts'
import { locationList } from '../queries.ts'
import { ArchiveButton } from './archive.tsx'
import { AddLocationButton, EditLocationButton } from './location-form.tsx'
import type { Location } from './queries.ts'

export function LocationsPage() {
  const locations = useQuery(locationList)
  const mayAdjust = useMay('stock.adjust')
  return (
    <Page
      title={t('Locations')}
      description={<AppLink to="/stock">{t('All stock')}</AppLink>}
      actions={mayAdjust && <AddLocationButton />}
    >
      <Section title={t('Locations')} bare={<></>}>
        <Loaded query={locations}>
          {(data) => (
            <Table
              label={t('Locations')}
              columns={mayAdjust ? [...columns, actionColumn] : columns}
              rows={data.locations}
              keyOf={({ id }) => id}
              empty={
                <EmptyFace
                  title={t('No location.')}
                  advice={t('Add the first one, then receive.')}
                />
              }
            />
          )}
        </Loaded>
      </Section>
    </Page>
  )
}

const columns: Columns<Location> = [
  {
    ...{ title: t('Name'), leads: true },
    cell: ({ code, name }) => (
      <AppLink to="/stock" search={{ location: code }} inherit>
        {name}
      </AppLink>
    ),
  },
  { title: t('Code'), cell: ({ code }) => <code>{code}</code> },
  {
    ...{ title: t('Where'), minor: true },
    cell: ({ postcode, country }) =>
      [postcode, country && countryName(country)].filter(Boolean).join(', '),
  },
  { title: t('Taken from'), align: 'right', cell: ({ priority }) => number(priority) },
  {
    ...{ title: t('State'), aside: true },
    cell: ({ active }) =>
      active ? (
        <StatusBadge tone="good">{t('Sells')}</StatusBadge>
      ) : (
        <StatusBadge tone="quiet">{t('Archived')}</StatusBadge>
      ),
  },
]

const actionColumn: Columns<Location>[number] = {
  title: t('Actions'),
  actions: true,
  cell: (location) => (
    <>
      <EditLocationButton location={location} /> <ArchiveButton location={location} />
    </>
  ),
}
