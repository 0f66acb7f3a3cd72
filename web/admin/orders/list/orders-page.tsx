import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { History } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { t } from '#kit/i18n.ts'
import { AppLink, LinkButton } from '#kit/link.tsx'
import { Page, Section } from '#kit/page.tsx'
import { useMay } from '../../session.ts'
import { searchOf } from '../question.ts'
import { ordersRoute } from '../routes.ts'
import { viewList } from '../views/queries.ts'
import { useFirstView } from '../views/use-views.ts'
import { CopyRequest } from './copy-request.tsx'
import { DisplayMenu } from './display-menu.tsx'
import { ExportLink } from './export-link.tsx'
import { NewOrders } from './new-orders.tsx'
import { OrderFilters } from './order-filters.tsx'
import { OrderTable } from './order-table.tsx'
import { OrderTabs } from './order-tabs.tsx'
import classes from './orders.module.css'

const BulkRun = lazy(async () => ({ default: (await import('../bulk/bulk-run.tsx')).BulkRun }))

/** Whoever has not asked for anything gets the view that they want to begin with. */
export function OrdersPage() {
  const search = ordersRoute.useSearch()
  const { firstId } = useFirstView()
  const isPlain = Object.values(search).every((value) => value === undefined)
  const { data } = useQuery({ ...viewList, enabled: firstId !== '' })
  const first = isPlain && data?.views.find(({ id }) => id === firstId)
  if (first) return <Navigate to="/orders" search={searchOf(first)} replace />
  return <AllOrders run={search.run} />
}

const AllOrders = ({ run }: { run: string | undefined }) => (
  <Page
    title={t('Orders')}
    description={t('Every order of every store, in one list.')}
    actions={
      <>
        <BulkRunsLink />
        <DisplayMenu />
        <CopyRequest />
        <ExportLink />
      </>
    }
  >
    <Section title={t('Orders')} bare={<Head />}>
      <NewOrders />
      <OrderTable />
    </Section>
    <Suspense>{run && <RunOfList id={run} />}</Suspense>
  </Page>
)

function BulkRunsLink() {
  if (!useMay('orders.bulk')) return null
  return (
    <LinkButton to="/orders/bulk" className={classes['runs']}>
      <History size={15} aria-hidden />
      <span>{t('Bulk actions')}</span>
    </LinkButton>
  )
}

/** Stands over the list, which stays as it is narrowed. */
function RunOfList({ id }: { id: string }) {
  const navigate = ordersRoute.useNavigate()
  return (
    <BulkRun
      id={id}
      onShow={(run) => void navigate({ search: (before) => ({ ...before, run }), replace: !run })}
      way={<AppLink to="/orders/bulk">{t('All bulk actions')}</AppLink>}
    />
  )
}

const Head = () => (
  <>
    <OrderTabs />
    <OrderFilters />
  </>
)
