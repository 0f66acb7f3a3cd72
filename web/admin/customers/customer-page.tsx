import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import type { z } from 'zod'
import type { CustomerDetail } from '#contract/customers'
import type { CustomerOrderPage, CustomerSummary } from '#contract/orders/customers'
import { addressOf } from '#kit/api.ts'
import { EmptyFace } from '#kit/faces.tsx'
import { Facts } from '#kit/facts.tsx'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Money } from '#kit/money.tsx'
import { Notice } from '#kit/notice.tsx'
import { Inset, Page, Section } from '#kit/page.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { Time } from '#kit/time.tsx'
import { OrderStatus } from '../orders/order-status.tsx'
import { useMay } from '../session.ts'
import { EraseButton, MergeButton, UnmergeButton } from './customer-actions.tsx'
import { customerOrders, customerQuery, summaryQuery } from './queries.ts'
import { customerRoute } from './routes.ts'

export function CustomerPage() {
  const { customerId } = customerRoute.useParams()
  const customer = useQuery(customerQuery(customerId))
  return (
    <Loaded query={customer} rows={8}>
      {(data) => <TheCustomer customer={data} />}
    </Loaded>
  )
}

function TheCustomer({ customer }: { customer: CustomerDetail }) {
  const summary = useQuery(summaryQuery(customer.id))
  return (
    <Page
      title={customer.name || (customer.erasedAt ? 'Erased customer' : 'Nobody named')}
      description={<AppLink to="/customers">All customers</AppLink>}
      actions={<Actions customer={customer} />}
    >
      {customer.erasureRequestedAt && (
        <Notice tone="warn">
          They asked to be erased on <Time at={customer.erasureRequestedAt} style="date" />.
        </Notice>
      )}
      <Section title="Contact">
        <Inset>
          <Facts
            of={[
              ['E-mail', customer.email],
              ['Phone', customer.phone],
              ['Known since', <Time key="since" at={customer.createdAt} />],
              ['Merged', customer.merges.length > 0 && <Merges key="m" customer={customer} />],
            ]}
          />
        </Inset>
      </Section>
      <Section title="Bought" description="Over all channels; trial orders do not count.">
        <Loaded query={summary} rows={2}>
          {({ totals }) => (
            <Table
              label="Bought"
              columns={totalColumns}
              rows={totals}
              keyOf={({ currency }) => currency}
              empty={<EmptyFace title="Nothing yet." advice="Their orders will stand here." />}
            />
          )}
        </Loaded>
      </Section>
      <Orders customerId={customer.id} />
    </Page>
  )
}

function Actions({ customer }: { customer: CustomerDetail }) {
  const mayExport = useMay('customers.export')
  if (customer.erasedAt) return null
  return (
    <>
      {mayExport && (
        <Button
          component="a"
          href={addressOf(`/customers/${customer.id}/export`)}
          download
          variant="default"
          size="xs"
          leftSection={<Download size={14} aria-hidden />}
        >
          Export
        </Button>
      )}
      <MergeButton customer={customer} />
      <EraseButton customer={customer} />
    </>
  )
}

const Merges = ({ customer }: { customer: CustomerDetail }) =>
  customer.merges.map(({ id, from }) => (
    <p key={id}>
      {from.name} {from.email ?? from.phone ?? ''}{' '}
      <UnmergeButton customer={customer} mergeId={id} name={from.name} />
    </p>
  ))

type Total = z.output<typeof CustomerSummary>['totals'][number]

const totalColumns: Columns<Total> = [
  { title: 'Currency', leads: true, cell: ({ currency }) => currency },
  { title: 'Orders', align: 'right', cell: ({ orders }) => orders.toLocaleString() },
  { title: 'Cancelled', align: 'right', cell: ({ cancelled }) => cancelled.toLocaleString() },
  {
    title: 'Bought for',
    align: 'right',
    cell: ({ spentMinor, currency }) => <Money minor={spentMinor} currency={currency} />,
  },
  {
    title: 'Given back',
    align: 'right',
    cell: ({ refundedMinor, currency }) => <Money minor={refundedMinor} currency={currency} />,
  },
  { title: 'Last', minor: true, cell: (total) => <Time at={total.lastPlacedAt} style="date" /> },
]

function Orders({ customerId }: { customerId: string }) {
  const orders = useInfiniteQuery(customerOrders(customerId))
  const more = { load: orders.fetchNextPage, loading: orders.isFetchingNextPage }
  return (
    <Section title="Orders">
      <Loaded query={orders}>
        {(data) => (
          <Table
            label="Orders"
            columns={orderColumns}
            rows={data.pages.flatMap((page) => page.orders)}
            keyOf={(order) => order.id}
            empty={<EmptyFace title="No order." advice="Their orders will stand here." />}
            more={orders.hasNextPage ? more : undefined}
          />
        )}
      </Loaded>
    </Section>
  )
}

type Order = z.output<typeof CustomerOrderPage>['orders'][number]

const orderColumns: Columns<Order> = [
  {
    title: 'Order',
    leads: true,
    cell: (order) => (
      <AppLink to="/orders/$orderId" params={{ orderId: order.id }} inherit>
        {order.number}
      </AppLink>
    ),
  },
  { title: 'Placed', cell: ({ placedAt }) => <Time at={placedAt} /> },
  { title: 'Store', minor: true, cell: ({ store }) => store.name },
  { title: 'Status', cell: ({ status }) => <OrderStatus status={status} /> },
  {
    title: 'Total',
    aside: true,
    align: 'right',
    cell: ({ grandTotalMinor, currency }) => <Money minor={grandTotalMinor} currency={currency} />,
  },
]
