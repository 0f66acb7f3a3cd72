import { useQuery } from '@tanstack/react-query'
import type { ProductView } from '#contract/catalog'
import type { StockView } from '#contract/stock'
import { EmptyFace } from '#kit/faces.tsx'
import { Facts } from '#kit/facts.tsx'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Money } from '#kit/money.tsx'
import { Inset, Page, Section } from '#kit/page.tsx'
import { StatusBadge } from '#kit/status-badge.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { Time } from '#kit/time.tsx'
import { useMay } from '../session.ts'
import { MoveStockButton } from '../stock/move-stock.tsx'
import { ProductEdit } from './product-edit.tsx'
import { ProductState } from './product-state.tsx'
import { inventoryQuery, productQuery } from './queries.ts'
import { productRoute } from './routes.ts'

export function ProductPage() {
  const { productId } = productRoute.useParams()
  const product = useQuery(productQuery(productId))
  return (
    <Loaded query={product} rows={8}>
      {(data) => <TheProduct product={data} />}
    </Loaded>
  )
}

function TheProduct({ product }: { product: ProductView }) {
  const mayEdit = useMay('catalog.edit')
  const mayReadStock = useMay('stock.read')
  const attributes = Object.entries(product.attributes).map(
    ([name, value]) => [name, String(value)] as const,
  )
  return (
    <Page
      title={product.name}
      description={<AppLink to="/products">All products</AppLink>}
      actions={mayEdit && <ProductEdit product={product} />}
    >
      <Section title="Product" actions={<ProductState state={product.state} />}>
        <Inset>
          <Facts
            of={[
              ['Type', product.type],
              ['Description', product.description],
              ...attributes,
              ['Changed', <Time key="time" at={product.updatedAt} />],
            ]}
          />
        </Inset>
      </Section>
      <Section title="SKUs" description="What is counted and sold.">
        <Table
          label="SKUs"
          columns={variantColumns}
          rows={product.variants}
          keyOf={({ sku }) => sku}
          empty={<EmptyFace title="No SKU." advice="A product without SKUs cannot be sold." />}
        />
      </Section>
      {mayReadStock && <Inventory productId={product.id} />}
    </Page>
  )
}

type Variant = ProductView['variants'][number]

const variantColumns: Columns<Variant> = [
  { title: 'SKU', leads: true, cell: ({ sku }) => sku },
  { title: 'Name', cell: ({ name }) => name },
  { title: 'Barcode', minor: true, cell: ({ barcode }) => barcode ?? '' },
  {
    title: 'State',
    aside: true,
    cell: ({ active }) =>
      active ? (
        <StatusBadge tone="good">For sale</StatusBadge>
      ) : (
        <StatusBadge tone="quiet">Not for sale</StatusBadge>
      ),
  },
  { title: 'Prices', align: 'right', cell: ({ prices }) => <Prices prices={prices} /> },
]

const Prices = ({ prices }: Pick<Variant, 'prices'>) =>
  prices.map(({ currency, priceMinor }, index) => (
    <span key={currency}>
      {index > 0 && ' · '}
      <Money minor={priceMinor} currency={currency} />
    </span>
  ))

function Inventory({ productId }: { productId: string }) {
  const inventory = useQuery(inventoryQuery(productId))
  const mayMove = useMay('stock.move')
  return (
    <Section title="Stock" description="One pool for every channel.">
      <Loaded query={inventory}>
        {(data) => (
          <Table
            label="Stock"
            columns={mayMove ? [...stockColumns, moveColumn] : stockColumns}
            rows={data.skus}
            keyOf={({ sku }) => sku}
            empty={<EmptyFace title="Nothing is counted yet." advice="Receive some pieces." />}
          />
        )}
      </Loaded>
    </Section>
  )
}

const stockColumns: Columns<StockView> = [
  {
    title: 'SKU',
    leads: true,
    cell: ({ sku }) => (
      <AppLink to="/stock" search={{ q: sku }} inherit>
        {sku}
      </AppLink>
    ),
  },
  { title: 'On hand', align: 'right', cell: ({ onHand }) => onHand.toLocaleString() },
  { title: 'Reserved', align: 'right', cell: ({ reserved }) => reserved.toLocaleString() },
  { title: 'Can be sold', align: 'right', cell: ({ available }) => available.toLocaleString() },
  {
    title: 'Sold short',
    align: 'right',
    cell: ({ short }) => (short > 0 ? short.toLocaleString() : '–'),
  },
]

const moveColumn: Columns<StockView>[number] = {
  title: 'Actions',
  actions: true,
  cell: ({ sku, locations: [first] }) => (
    <MoveStockButton sku={sku} location={first?.location ?? 'main'} />
  ),
}
