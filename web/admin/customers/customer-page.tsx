import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import type { z } from 'zod'
import type { CustomerDetail } from '#contract/customers'
import type { CustomerOrderPage, CustomerSummary } from '#contract/orders/customers'
import { addressOf } from '#kit/api.ts'
import { EmptyFace } from '#kit/faces.tsx'
import { Facts } from '#kit/facts.tsx'
import { number, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Money } from '#kit/money.tsx'
import { Notice } from '#kit/notice.tsx'
import { Inset, Page, Section } from '#kit/page.tsx'
import { Sentence } from '#kit/sentence.tsx'
import { type Columns, moreOf, Table } from '#kit/table.tsx'
import { Time } from '#kit/time.tsx'
import { OrderStatus } from '../orders/order-status.tsx'
import { useMay } from '../session.ts'
import { called, EraseButton, MergeButton, UnmergeButton } from './customer-actions.tsx'
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
      title={customer.name || (customer.erasedAt ? t('Erased customer') : t('Nobody named'))}
      description={<AppLink to="/customers">{t('All customers')}</AppLink>}
      actions={<Actions customer={customer} />}
    >
      {customer.erasureRequestedAt && (
        <Notice tone="warn">
          <Sentence
            says="They asked to be erased on <time/>."
            parts={{ time: <Time at={customer.erasureRequestedAt} style="date" /> }}
          />
        </Notice>
      )}
      <Section title={t('Contact')}>
        <Inset>
          <Facts
            of={[
              [t('E-mail'), customer.email],
              [t('Phone'), customer.phone],
              [t('Known since'), <Time key="since" at={customer.createdAt} />],
              [
                t('Merged'),
                customer.merges.length > 0 ? <Merges key="m" customer={customer} /> : null,
              ],
            ]}
          />
        </Inset>
      </Section>
      <Section title={t('Bought')} description={t('Over all channels; trial orders do not count.')}>
        <Loaded query={summary} rows={2}>
          {({ totals }) => (
            <Table
              label={t('Bought')}
              columns={totalColumns}
              rows={totals}
              keyOf={({ currency }) => currency}
              empty={
                <EmptyFace title={t('Nothing yet.')} advice={t('Their orders will stand here.')} />
              }
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
          leftSection={<Download size={14} aria-hidden />}
        >
          {t('Export')}
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
      <UnmergeButton customer={customer} mergeId={id} name={called(from)} />
    </p>
  ))

type Total = z.output<typeof CustomerSummary>['totals'][number]

const totalColumns: Columns<Total> = [
  { title: t('Currency'), leads: true, cell: ({ currency }) => currency },
  { title: t('Orders'), align: 'right', cell: ({ orders }) => number(orders) },
  { title: t('Cancelled'), align: 'right', cell: ({ cancelled }) => number(cancelled) },
  {
    title: t('Spent'),
    align: 'right',
    cell: ({ spentMinor, currency }) => <Money minor={spentMinor} currency={currency} />,
  },
  {
    title: t('Given back'),
    align: 'right',
    cell: ({ refundedMinor, currency }) => <Money minor={refundedMinor} currency={currency} />,
  },
  { title: t('Last'), minor: true, cell: (total) => <Time at={total.lastPlacedAt} style="date" /> },
]

function Orders({ customerId }: { customerId: string }) {
  const orders = useInfiniteQuery(customerOrders(customerId))
  return (
    <Section title={t('Orders')}>
      <Loaded query={orders}>
        {(data) => (
          <Table
            label={t('Orders')}
            columns={orderColumns}
            rows={data.pages.flatMap((page) => page.orders)}
            keyOf={(order) => order.id}
            empty={<EmptyFace title={t('No order.')} advice={t('Their orders will stand here.')} />}
            more={moreOf(orders)}
          />
        )}
      </Loaded>
    </Section>
  )
}

type Order = z.output<typeof CustomerOrderPage>['orders'][number]

const orderColumns: Columns<Order> = [
  {
    title: t('Order'),
    leads: true,
    cell: (order) => (
      <AppLink to="/orders/$orderId" params={{ orderId: order.id }} inherit>
        {order.number}
      </AppLink>
    ),
  },
  { title: t('Placed'), cell: ({ placedAt }) => <Time at={placedAt} /> },
  { title: t('Store'), minor: true, cell: ({ store }) => store.name },
  { title: t('Status'), cell: (order) => <OrderStatus order={order} /> },
  {
    title: t('Total'),
    aside: true,
    align: 'right',
    cell: ({ grandTotalMinor, currency }) => <Money minor={grandTotalMinor} currency={currency} />,
  },
]
