import type { Ctx } from '#platform/context.ts'
import { decimalOf } from '#platform/money.ts'
import { PLAIN_COLUMNS, PRICE_COLUMN } from '../imports/rows/columns.ts'
import { type ExportRow, listCurrencies, listExportRows } from './store.ts'

const PAGE_ROWS = 1_000

/** The whole catalog, a page at a time, as the import reads it; images are not part of it. */
export async function* exportProducts({ db, orgId }: Ctx): AsyncGenerator<string[][]> {
  const currencies = await listCurrencies(db, orgId)
  yield [[...PLAIN_COLUMNS, ...currencies.map((currency) => `${PRICE_COLUMN}${currency}`)]]
  for (let after: ExportRow | undefined; ;) {
    const rows = await listExportRows(db, orgId, { after, limit: PAGE_ROWS })
    yield rows.map((row) => cellsOf(row, currencies))
    if (rows.length < PAGE_ROWS) return
    after = rows.at(-1)
  }
}

function cellsOf(row: ExportRow, currencies: string[]): string[] {
  const plain: Record<(typeof PLAIN_COLUMNS)[number], string> = {
    product_id: row.productId,
    name: row.name,
    description: row.description,
    type: row.type ?? '',
    state: stateOf(row),
    product_attributes: jsonOf(row.productAttributes),
    sku: row.sku,
    variant_name: row.variantName,
    barcode: row.barcode ?? '',
    active: String(row.active),
    weight_g: String(row.weightG ?? ''),
    attributes: jsonOf(row.attributes),
  }
  const prices = currencies.map((currency) => {
    const minor = row.prices[currency]
    return minor === undefined ? '' : decimalOf(minor, currency)
  })
  return [...PLAIN_COLUMNS.map((name) => plain[name]), ...prices]
}

/**
 * A new product is published by what can be bought of it: where its first variant is switched off,
 * the import would refuse that row.
 */
const stateOf = ({ state, active }: ExportRow): string =>
  state === 'published' && !active ? '' : state

const jsonOf = (value: object): string =>
  Object.keys(value).length === 0 ? '' : JSON.stringify(value)
