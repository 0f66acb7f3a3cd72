import { useQueries, useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { StoreView } from '#contract/channels'
import type { StoreStatus } from '#contract/intake'
import { number, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { Ago } from '#kit/time.tsx'
import { CompareNow } from '../channels/store/compare-now.tsx'
import { ConnectionTestButton } from '../channels/store/connection-test.tsx'
import { storeList, storeStatus } from '../channels/queries.ts'
import { useMay } from '../session.ts'
import type { Amount } from './amounts.ts'
import { Matter } from './matter.tsx'

type Sync = z.output<typeof StoreStatus>['sync']
type Lagging = { store: StoreView; sync: Sync }
type LaggingAmount = Amount & { stores: Lagging[] }

export function useLagging(): LaggingAmount {
  const enabled = useMay('channels.read')
  const list = useQuery({ ...storeList, enabled })
  const active = (list.data?.stores ?? []).filter(({ state }) => state === 'active')
  return useQueries({
    queries: active.map(({ id }) => storeStatus(id)),
    combine: (answers) => {
      const stores = answers.flatMap(({ data }, index): Lagging[] =>
        data && isBehind(data.sync) ? [{ store: active[index]!, sync: data.sync }] : [],
      )
      return {
        ...{ stores, count: stores.length, words: number(stores.length) },
        isLoading: list.isLoading || answers.some(({ isLoading }) => isLoading),
        // One that does not tell how it stands hides none that does.
        error: stores.length === 0 ? firstFault([list, ...answers]) : undefined,
      }
    },
  })
}

const firstFault = (asked: { error: unknown }[]): unknown => asked.find(({ error }) => error)?.error

const isBehind = ({ canBeAsked, failingSince, isLagging }: Sync): boolean =>
  canBeAsked && (failingSince !== null || isLagging)

export const LaggingStores = ({ lagging }: { lagging: LaggingAmount }) => (
  <Matter
    title={t('Stores that lag behind')}
    amount={lagging}
    next={t('cannot be compared with their own lists just now, so an order may be missing here.')}
  >
    <Table
      label={t('Stores that lag behind')}
      columns={[...columns, ...useActions()]}
      rows={lagging.stores}
      keyOf={({ store }) => store.id}
      empty={null}
    />
  </Matter>
)

const columns: Columns<Lagging> = [
  {
    title: t('Store'),
    leads: true,
    cell: ({ store }) => (
      <AppLink to="/channels/$storeId" params={{ storeId: store.id }} inherit>
        {store.name}
      </AppLink>
    ),
  },
  {
    title: t('Nothing missing through'),
    cell: ({ sync: { through } }) => (through ? <Ago at={through} /> : t('Not proven yet')),
  },
  {
    title: t('What it says'),
    cell: ({ sync }) => sync.lastError ?? t('It answers, and is behind'),
  },
]

function useActions(): Columns<Lagging> {
  const mayManage = useMay('channels.manage')
  if (!mayManage) return []
  return [
    {
      title: t('Actions'),
      actions: true,
      cell: ({ store }) => (
        <>
          <ConnectionTestButton storeId={store.id} />
          <CompareNow store={store} label={t('Compare now: {{what}}', { what: store.name })} />
        </>
      ),
    },
  ]
}
