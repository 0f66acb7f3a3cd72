import { SegmentedControl } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ProductView } from '#contract/catalog'
import { addressOf } from '#kit/api.ts'
import { CsvButton } from '#kit/csv-button.tsx'
import { EmptyFace } from '#kit/faces.tsx'
import { FilterBar } from '#kit/filter-bar.tsx'
import { t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Page, Section } from '#kit/page.tsx'
import { SearchField } from '#kit/search-field.tsx'
import { type Columns, moreOf, Table } from '#kit/table.tsx'
import { Ago } from '#kit/time.tsx'
import { useMay } from '../session.ts'
import { GridButton } from '../grid-button.tsx'
import { ImportButton } from './import-button.tsx'
import { MainPrice } from './prices.tsx'
import { ProductGrid } from './product-grid.tsx'
import { ListedState } from './product-state.tsx'
import classes from './products.module.css'
import { productList } from './queries.ts'
import { productsRoute } from './routes.ts'

export function ProductsPage() {
  const { edit, ...search } = productsRoute.useSearch()
  const mayEdit = useMay('catalog.edit')
  const products = useInfiniteQuery(productList(search))
  const isNarrowed = search.q !== undefined || search.state !== undefined
  return (
    <Page
      title={t('Products')}
      description={t('What you sell, with its SKUs and prices.')}
      actions={edit ? <GridButton /> : <Files />}
    >
      <Section title={t('Products')} bare={<Filters />}>
        <Loaded query={products} rows={8}>
          {(data) => {
            const rows = data.pages.flatMap((page) => page.products)
            const list = {
              empty: isNarrowed ? NO_MATCH : NOTHING_YET,
              more: moreOf(products),
            }
            if (edit && mayEdit) return <ProductGrid products={rows} {...list} />
            return (
              <Table
                label={t('Products')}
                columns={columns}
                rows={rows}
                keyOf={(product) => product.id}
                {...list}
              />
            )
          }}
        </Loaded>
      </Section>
    </Page>
  )
}

function Files() {
  const mayImport = useMay('catalog.import')
  const mayEdit = useMay('catalog.edit')
  return (
    <>
      {mayEdit && <GridButton />}
      <CsvButton address={addressOf('/products/export.csv')} download="products.csv" />
      {mayImport && <ImportButton />}
    </>
  )
}

function Filters() {
  const { q, state = 'all' } = productsRoute.useSearch()
  const navigate = productsRoute.useNavigate()
  return (
    <FilterBar>
      <SearchField
        label={t('Find a product')}
        placeholder={t('Words, SKU or barcode')}
        value={q}
        onChange={(text) =>
          void navigate({ search: (before) => ({ ...before, q: text }), replace: true })
        }
      />
      <SegmentedControl
        size="xs"
        aria-label={t('Which products')}
        value={state}
        data={STATES}
        onChange={(value) =>
          void navigate({
            search: (before) => ({
              ...before,
              state: value === 'all' ? undefined : (value as ProductView['state']),
            }),
          })
        }
      />
    </FilterBar>
  )
}

const STATES = [
  { value: 'all', label: t('All') },
  { value: 'published', label: t('Published') },
  { value: 'draft', label: t('Drafts') },
  { value: 'archived', label: t('Archived') },
]

const columns: Columns<ProductView> = [
  {
    title: t('Product'),
    leads: true,
    cell: (product) => (
      <AppLink to="/products/$productId" params={{ productId: product.id }} inherit>
        {product.name}
      </AppLink>
    ),
  },
  {
    title: t('SKUs'),
    cell: ({ variants }) => (
      <span className={classes['skus']}>{skuWords(variants.map(({ sku }) => sku))}</span>
    ),
  },
  { title: t('Type'), minor: true, cell: ({ type }) => type ?? '' },
  { title: t('State'), aside: true, cell: (product) => <ListedState product={product} /> },
  {
    title: t('Price'),
    align: 'right',
    cell: ({ variants: [first] }) => <MainPrice variant={first} />,
  },
  { title: t('Changed'), minor: true, cell: ({ updatedAt }) => <Ago at={updatedAt} /> },
]

const skuWords = ([first, ...others]: string[]): string =>
  others.length === 0
    ? (first ?? t('None'))
    : t('{{first}} and {{rest}} more', { first: first ?? '', rest: others.length })

const NOTHING_YET = (
  <EmptyFace
    title={t('No product yet.')}
    advice={t(
      'Create them from what a store sells, bring a CSV file, or let a program make them by the API.',
    )}
  >
    <AppLink to="/channels">{t('Go to the stores')}</AppLink>
  </EmptyFace>
)
const NO_MATCH = (
  <EmptyFace title={t('No product matches.')} advice={t('Look for something else, or show all.')}>
    <AppLink to="/products" search={{}}>
      {t('Show all products')}
    </AppLink>
  </EmptyFace>
)
