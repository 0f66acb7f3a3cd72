import { useQuery } from '@tanstack/react-query'
import type { ProductView } from '#contract/catalog'
import type { StockView } from '#contract/stock'
import { asWords } from '#kit/as-words.ts'
import { EmptyFace } from '#kit/faces.tsx'
import { Facts } from '#kit/facts.tsx'
import { number, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Notice } from '#kit/notice.tsx'
import { Inset, Page, Section } from '#kit/page.tsx'
import { Sentence } from '#kit/sentence.tsx'
import { StatusBadge } from '#kit/status-badge.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { Time } from '#kit/time.tsx'
import { useMay } from '../session.ts'
import { BackordersButton } from '../stock/backorders.tsx'
import { CanBeSold } from '../stock/level-state.tsx'
import { MoveStockButton } from '../stock/move-stock.tsx'
import { SkuLink } from '../stock/sku-link.tsx'
import { ProductEdit } from './product-edit.tsx'
import { isHidden, ListedState } from './product-state.tsx'
import { inventoryQuery, productQuery } from './queries.ts'
import { MainPrice, PriceList } from './prices.tsx'
import classes from './products.module.css'
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
    ([name, value]) => [asWords(name), attributeWords(value)] as const,
  )
  return (
    <Page
      title={product.name}
      description={<AppLink to="/products">{t('All products')}</AppLink>}
      actions={mayEdit && <ProductEdit product={product} />}
    >
      {isHidden(product) && <WhyHidden product={product} />}
      <Section title={t('Product')} actions={<ListedState product={product} />}>
        <Inset>
          <Facts
            of={[
              [t('Type'), product.type],
              [
                t('Description'),
                product.description && <Paragraphs key="text" of={product.description} />,
              ],
              ...attributes,
              [t('Changed'), <Time key="time" at={product.updatedAt} />],
            ]}
          />
        </Inset>
      </Section>
      <Section title={t('SKUs')} description={t('What is counted and sold.')}>
        <Table
          label={t('SKUs')}
          columns={variantColumns}
          rows={product.variants}
          keyOf={({ sku }) => sku}
          empty={
            <EmptyFace title={t('No SKU.')} advice={t('A product without SKUs cannot be sold.')} />
          }
        />
      </Section>
      <PriceList variants={product.variants} />
      {mayReadStock && <Inventory productId={product.id} />}
    </Page>
  )
}

/** As they were typed: what a store writes has an end of each line. */
const Paragraphs = ({ of }: { of: string }) => <div className={classes['description']}>{of}</div>

type Attribute = ProductView['attributes'][string]

/** Yes and no, and several values with a space between them, as people write them. */
function attributeWords(value: Attribute): string {
  if (Array.isArray(value)) return value.map(attributeWords).join(', ')
  if (typeof value === 'boolean') return value ? t('Yes') : t('No')
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const WhyHidden = ({ product }: { product: ProductView }) => (
  <Notice tone="warn">
    <Sentence
      says={
        'Customers do not see this product: none of its SKUs is for sale. ' +
        'Put one on sale <grid>in the grid</grid>, or archive the product.'
      }
      parts={{
        grid: (
          <AppLink to="/products" search={{ q: product.variants[0]?.sku, edit: true }} inherit />
        ),
      }}
    />
  </Notice>
)

type Variant = ProductView['variants'][number]

const variantColumns: Columns<Variant> = [
  { title: 'SKU', leads: true, cell: ({ sku }) => sku },
  { title: t('Name'), cell: ({ name }) => name },
  { title: t('Barcode'), minor: true, cell: ({ barcode }) => barcode ?? '' },
  {
    title: t('State'),
    aside: true,
    cell: ({ active }) =>
      active ? (
        <StatusBadge tone="good">{t('For sale')}</StatusBadge>
      ) : (
        <StatusBadge tone="quiet">{t('Not for sale')}</StatusBadge>
      ),
  },
  { title: t('Price'), align: 'right', cell: (variant) => <MainPrice variant={variant} /> },
]

function Inventory({ productId }: { productId: string }) {
  const inventory = useQuery(inventoryQuery(productId))
  const mayMove = useMay('stock.move')
  return (
    <Section title={t('Stock')} description={t('One pool for every channel.')}>
      <Loaded query={inventory}>
        {(data) => (
          <Table
            label={t('Stock')}
            columns={mayMove ? [...stockColumns, moveColumn] : stockColumns}
            rows={data.skus}
            keyOf={({ sku }) => sku}
            empty={
              <EmptyFace title={t('Nothing is counted yet.')} advice={t('Receive some pieces.')} />
            }
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
    cell: ({ sku }) => <SkuLink sku={sku} />,
  },
  { title: t('On hand'), align: 'right', cell: ({ onHand }) => number(onHand) },
  { title: t('Reserved'), align: 'right', cell: ({ reserved }) => number(reserved) },
  {
    title: t('Can be sold'),
    align: 'right',
    cell: ({ available, backorder }) => (
      <CanBeSold
        available={available}
        beyond={backorder === null ? 0 : backorder.limit - backorder.waiting}
      />
    ),
  },
  {
    title: t('Sold short'),
    align: 'right',
    cell: ({ short }) => (short > 0 ? number(short) : '–'),
  },
]

const moveColumn: Columns<StockView>[number] = {
  title: t('Actions'),
  actions: true,
  cell: ({ sku, locations: [first] }) => (
    <>
      <BackordersButton sku={sku} />
      <MoveStockButton {...{ sku, location: first?.location ?? 'main', onHand: first?.onHand }} />
    </>
  ),
}
