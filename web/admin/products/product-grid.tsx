import type { ReactNode } from 'react'
import type { ProductView } from '#contract/catalog'
import type { RowChange } from '#kit/grid/edits.ts'
import { Grid } from '#kit/grid/grid.tsx'
import { GridHint } from '#kit/grid/hint.tsx'
import { SaveBar } from '#kit/grid/save-bar.tsx'
import { type GridColumn, type Refusal, useGrid } from '#kit/grid/use-grid.ts'
import { t } from '#kit/i18n.ts'
import { minorOf } from '#kit/money.tsx'
import { named } from '#kit/named.ts'
import type { More } from '#kit/table.tsx'
import { useOwn } from '../session.ts'
import { useCurrency } from '../shop/use-currency.ts'
import { STATES } from './product-state.tsx'
import { PRODUCTS } from './queries.ts'
import { saveRow } from './save-row.ts'
import { rowsOf, type SkuField, type SkuRow, textOf } from './sku-row.ts'

type ProductGridProps = {
  products: readonly ProductView[]
  empty: ReactNode
  more: More
}

/** What is sold and for how much, SKU by SKU, typed as in a spreadsheet. */
export function ProductGrid({ products, ...list }: ProductGridProps) {
  const currency = useCurrency()
  const grid = useGrid({ name: useOwn('products'), columns: columnsIn(currency), keyOf })
  const save = async (changes: RowChange<SkuRow>[]) => {
    const refusals: Refusal[] = []
    // One after the other: two SKUs of one product share its version.
    for (const change of changes) refusals.push(...(await saveRow(change, currency)))
    return refusals
  }
  return (
    <>
      <GridHint />
      <Grid
        label={t('Products')}
        grid={grid}
        rows={products.flatMap(rowsOf)}
        nameOf={nameOf}
        {...list}
      />
      <SaveBar grid={grid} nameOf={nameOf} save={save} refresh={PRODUCTS} />
    </>
  )
}

const keyOf = ({ product, variant }: SkuRow) => `${product.id} ${variant.sku}`
const nameOf = ({ variant }: SkuRow) => variant.sku

const STATE_OPTIONS = named(STATES).map((value) => ({ value, label: STATES[value][1] }))

const SOLD = [
  { value: 'yes', label: t('For sale') },
  { value: 'no', label: t('Not for sale') },
]

const oneOf =
  (options: readonly { value: string }[]) =>
  (text: string): string | undefined =>
    options.some(({ value }) => value === text) ? undefined : t('Choose one of the list.')

const line = (max: number) => (text: string) =>
  text.length > max ? t('At most {{max}} characters.', { max }) : undefined

const filled = (max: number) => (text: string) =>
  text.trim() === '' ? t('It needs a name.') : line(max)(text)

/** The name and the state are those of the product, and stand beside the first of its SKUs. */
function columnsIn(currency: string): readonly GridColumn<SkuRow>[] {
  const cell = (name: SkuField, title: string) => ({
    ...{ name, title, text: (row: SkuRow) => textOf(name, row, currency) },
  })
  const isFor = ({ isFirst }: SkuRow) => isFirst
  return [
    { name: 'sku', title: 'SKU', leads: true, show: ({ variant }) => variant.sku },
    { ...cell('product', t('Product')), fault: filled(200), isFor },
    { ...cell('state', t('State')), options: STATE_OPTIONS, fault: oneOf(STATE_OPTIONS), isFor },
    { ...cell('variant', t('Variant')), fault: line(200) },
    { ...cell('barcode', t('Barcode')), fault: line(100) },
    {
      ...cell('price', t('Price in {{currency}}', { currency })),
      align: 'right',
      fault: (text) =>
        minorOf(text, currency) === undefined ? t('An amount such as 249.00.') : undefined,
    },
    { ...cell('active', t('Sold')), options: SOLD, fault: oneOf(SOLD) },
  ]
}
