import { useInfiniteQuery } from '@tanstack/react-query'
import type { CustomerView } from '#contract/customers'
import { EmptyFace } from '#kit/faces.tsx'
import { FilterBar } from '#kit/filter-bar.tsx'
import { t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Page, Section } from '#kit/page.tsx'
import { SearchField } from '#kit/search-field.tsx'
import { type Columns, moreOf, Table } from '#kit/table.tsx'
import { Time } from '#kit/time.tsx'
import { customerList } from './queries.ts'
import { customersRoute } from './routes.ts'

export function CustomersPage() {
  const { q } = customersRoute.useSearch()
  const customers = useInfiniteQuery(customerList(q))
  return (
    <Page
      title={t('Customers')}
      description={t('People who buy, each once, whatever channel they use.')}
    >
      <Section title={t('Customers')} bare={<Filters />}>
        <Loaded query={customers} rows={8}>
          {(data) => (
            <Table
              label={t('Customers')}
              columns={columns}
              rows={data.pages.flatMap((page) => page.customers)}
              keyOf={(customer) => customer.id}
              empty={q === undefined ? NOBODY_YET : NO_MATCH}
              more={moreOf(customers)}
            />
          )}
        </Loaded>
      </Section>
    </Page>
  )
}

function Filters() {
  const { q } = customersRoute.useSearch()
  const navigate = customersRoute.useNavigate()
  return (
    <FilterBar>
      <SearchField
        label={t('Find a customer')}
        placeholder={t('Name, e-mail or phone')}
        value={q}
        onChange={(text) => void navigate({ search: { q: text }, replace: true })}
      />
    </FilterBar>
  )
}

const columns: Columns<CustomerView> = [
  {
    title: t('Customer'),
    leads: true,
    cell: (customer) => (
      <AppLink to="/customers/$customerId" params={{ customerId: customer.id }} inherit>
        {customer.name || (customer.erasedAt ? t('Erased') : t('Nobody named'))}
      </AppLink>
    ),
  },
  { title: t('E-mail'), cell: ({ email }) => email ?? '' },
  { title: t('Phone'), cell: ({ phone }) => phone ?? '' },
  { title: t('Known since'), minor: true, cell: (one) => <Time at={one.createdAt} style="date" /> },
]

const NOBODY_YET = (
  <EmptyFace
    title={t('Nobody yet.')}
    advice={t('Customers come with their first order, by themselves.')}
  />
)
const NO_MATCH = (
  <EmptyFace
    title={t('Nobody matches.')}
    advice={t(
      'Look for any name or how it begins, an e-mail address or the end of a phone number.',
    )}
  >
    <AppLink to="/customers" search={{}}>
      {t('Show all customers')}
    </AppLink>
  </EmptyFace>
)
