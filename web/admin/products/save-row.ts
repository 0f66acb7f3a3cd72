import { ProductView } from '#contract/catalog'
import { asRead, get, send } from '#kit/api.ts'
import type { RowChange } from '#kit/grid/edits.ts'
import type { Refusal } from '#kit/grid/use-grid.ts'
import { t } from '#kit/i18n.ts'
import { minorOf } from '#kit/money.tsx'
import { fieldFaults, ProblemError } from '#kit/problem.ts'
import { asShown, rowsOf, type SkuField, type SkuRow, textOf } from './sku-row.ts'

/**
 * Saves one row in up to three steps. A cell that somebody else has changed meanwhile is left as it
 * is; other changes of the product are no reason to refuse, so it is read anew.
 */
export async function saveRow(change: RowChange<SkuRow>, currency: string): Promise<Refusal[]> {
  const { product, variant } = change.row
  let now = await get(`/products/${product.id}`, ProductView)
  const row = rowsOf(now).find((one) => one.variant.sku === variant.sku)
  if (!row) return [{ rowKey: change.key, message: t('This SKU is not there any more.') }]
  // What is there already was saved before, and only its answer was lost.
  const open = fieldsOf(change).filter(
    (field) => textOf(field, row, currency) !== asShown(field, change.cells[field]!.to, currency),
  )
  const stale = open.filter((field) => textOf(field, row, currency) !== change.cells[field]!.from)
  const refusals = refuse(change, stale, t('Someone changed this meanwhile.'))
  const wanted = new Map(
    open.filter((field) => !stale.includes(field)).map((field) => [field, change.cells[field]!.to]),
  )
  for (const { fields, run } of stepsOf(row, wanted, currency)) {
    try {
      now = await run(now)
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      const message = Object.values(fieldFaults(error))[0] ?? error.message
      refusals.push(...refuse(change, fields, message))
    }
  }
  return refusals
}

const fieldsOf = ({ cells }: RowChange<SkuRow>) => Object.keys(cells) as SkuField[]

const refuse = ({ key }: RowChange<SkuRow>, fields: SkuField[], message: string): Refusal[] =>
  fields.map((column) => ({ rowKey: key, column, message }))

type Wanted = ReadonlyMap<SkuField, string>
type Step = { fields: SkuField[]; run: (product: ProductView) => Promise<ProductView> }

/** The SKU before its product: a product without a SKU for sale is not published. */
function stepsOf(row: SkuRow, wanted: Wanted, currency: string): Step[] {
  const path = `/products/${row.product.id}`
  const ofSku = `${path}/variants/${encodeURIComponent(row.variant.sku)}`
  const patch = (address: string, body: object) => (product: ProductView) =>
    send('PATCH', address, body, ProductView, asRead(product))
  const steps: Step[] = [
    { fields: ['variant', 'barcode', 'active'], run: patch(ofSku, skuBody(wanted)) },
    {
      fields: ['price'],
      run: (product) =>
        send(
          'PUT',
          `${ofSku}/prices`,
          pricesBody(row, wanted, currency),
          ProductView,
          asRead(product),
        ),
    },
    { fields: ['product', 'state'], run: patch(path, productBody(wanted)) },
  ]
  return steps
    .map(({ fields, run }) => ({ run, fields: fields.filter((field) => wanted.has(field)) }))
    .filter(({ fields }) => fields.length > 0)
}

const skuBody = (wanted: Wanted) => ({
  name: wanted.get('variant'),
  barcode: wanted.has('barcode') ? wanted.get('barcode')!.trim() || null : undefined,
  active: wanted.has('active') ? wanted.get('active') === 'yes' : undefined,
})

const productBody = (wanted: Wanted) => ({
  name: wanted.get('product'),
  state: wanted.get('state'),
})

/** All prices are said at once, so those in other currencies are said as they are. */
function pricesBody({ variant }: SkuRow, wanted: Wanted, currency: string) {
  const others = variant.prices.filter((price) => price.currency !== currency)
  const priceMinor = minorOf(wanted.get('price') ?? '', currency)
  return { prices: [...others, { currency, priceMinor }] }
}
