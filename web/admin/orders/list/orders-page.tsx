import { Page, Section } from '#kit/page.tsx'
import { BulkRun } from '../bulk/bulk-run.tsx'
import { ordersRoute } from '../routes.ts'
import { ExportLink } from './export-link.tsx'
import { NewOrders } from './new-orders.tsx'
import { OrderFilters } from './order-filters.tsx'
import { OrderTable } from './order-table.tsx'
import { OrderTabs } from './order-tabs.tsx'

export function OrdersPage() {
  const { run } = ordersRoute.useSearch()
  return (
    <Page
      title="Orders"
      description="Every order of every store, in one list."
      actions={<ExportLink />}
    >
      <Section title="Orders" bare={<Head />}>
        <NewOrders />
        <OrderTable />
      </Section>
      {run && <BulkRun id={run} />}
    </Page>
  )
}

const Head = () => (
  <>
    <OrderTabs />
    <OrderFilters />
  </>
)
