import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import type { StoreView } from '#contract/channels'
import type { ChannelsReport } from '#contract/reports'
import { dayAt } from '#kit/days.ts'
import { EmptyFace } from '#kit/faces.tsx'
import { number, plural, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Page, Section } from '#kit/page.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { Time } from '#kit/time.tsx'
import { COUNTED } from '../orders/search.ts'
import { channelsQuery } from '../reports/queries.ts'
import { useMay } from '../session.ts'
import { ConnectDialog } from './connect-dialog.tsx'
import { storeList } from './queries.ts'
import { channelsRoute } from './routes.ts'
import { StoreState } from './store-state.tsx'

export function ChannelsPage() {
  const { connect } = channelsRoute.useSearch()
  const stores = useQuery(storeList)
  const mayManage = useMay('channels.manage')
  const mayCount = useMay('reports.read')
  const { data: figures } = useQuery({ ...ofToday(), enabled: mayCount })
  return (
    <Page
      title={t('Channels')}
      description={t('The stores that send orders, and that are told what can be sold.')}
      actions={mayManage && <ConnectButton />}
    >
      <Section title={t('Stores')} description={t('One for each account on a platform.')}>
        <Loaded query={stores}>
          {(data) => (
            <Table
              label={t('Stores')}
              columns={mayCount ? columns.toSpliced(-1, 0, ordersOf(figures)) : columns}
              rows={data.stores}
              keyOf={(store) => store.id}
              empty={NOTHING_YET}
            />
          )}
        </Loaded>
      </Section>
      {connect !== undefined && mayManage && <ConnectDialog platform={connect} />}
    </Page>
  )
}

function ConnectButton() {
  const navigate = channelsRoute.useNavigate()
  return (
    <Button
      leftSection={<Plus size={14} aria-hidden />}
      onClick={() => void navigate({ search: { connect: '' } })}
    >
      {t('Connect a store')}
    </Button>
  )
}

const columns: Columns<StoreView> = [
  {
    title: t('Store'),
    leads: true,
    cell: (store) => (
      <AppLink to="/channels/$storeId" params={{ storeId: store.id }} inherit>
        {store.name}
      </AppLink>
    ),
  },
  { title: t('Platform'), cell: (store) => store.title },
  { title: t('Account'), minor: true, cell: (store) => store.uid },
  { title: t('State'), aside: true, cell: (store) => <StoreState store={store} /> },
  { title: t('Since'), minor: true, cell: (store) => <Time at={store.createdAt} style="date" /> },
]

function ofToday() {
  const day = dayAt(new Date())
  return channelsQuery({ from: day, until: day, compare: 'none' })
}

/** How many came today, each leading to its list. */
function ordersOf(report: ChannelsReport | undefined): Columns<StoreView>[number] {
  const byStore = Map.groupBy(report?.channels ?? [], ({ store }) => store.id)
  return {
    ...{ title: t('Orders today'), align: 'right' },
    cell: ({ id, name }) => {
      if (!report) return '–'
      const orders = (byStore.get(id) ?? []).reduce((sum, one) => sum + one.orders, 0)
      return (
        <AppLink
          to="/orders"
          search={{ ...COUNTED, store: id, from: report.from }}
          aria-label={plural(
            orders,
            '{{count}} order of {{name}} today',
            '{{count}} orders of {{name}} today',
            { name },
          )}
          inherit
        >
          {number(orders)}
        </AppLink>
      )
    },
  }
}

const NOTHING_YET = (
  <EmptyFace
    title={t('No store yet.')}
    advice={t('Connect one, and its orders land here by themselves, each exactly once.')}
  />
)
