import { z } from 'zod'
import { misreadHeader } from '#platform/csv/misread-header.ts'
import { rowFault } from '#platform/csv/row-fault.ts'
import { decimalOf, exponentOf, minorOf } from '#platform/money.ts'
import { PLAINLY } from '#platform/plainly.ts'
import { isCurrency } from '#settings'
import {
  Attributes,
  Barcode,
  Description,
  PRICE_MINOR_MAX,
  ProductName,
  ProductState,
  Sku,
  TypeName,
  VariantName,
  WeightG,
} from '../../contract.ts'
import { CatalogProblem } from '../../problems.ts'

/** What a spreadsheet makes of thirteen digits. */
const ROUNDED = /^\d(?:[.,]\d+)?e\+\d+$/i

/** What a file may say of one SKU. An empty cell, like a column that is not there, says nothing. */
const Row = z.object({
  product_id: z.uuid().toLowerCase().optional(),
  name: ProductName.optional(),
  description: Description.optional(),
  type: TypeName.optional(),
  state: ProductState.optional(),
  product_attributes: jsonOf(Attributes).optional(),
  sku: Sku,
  variant_name: VariantName.optional(),
  barcode: Barcode.refine((text) => !ROUNDED.test(text), {
    error: 'was rounded by a spreadsheet; make its column text, then type the digits again',
  }).optional(),
  active: z.stringbool().optional(),
  weight_g: wholeNumber(WeightG).optional(),
  attributes: jsonOf(Attributes).optional(),
})

export type ImportRow = z.output<typeof Row> & { prices: Record<string, number> }

export const PLAIN_COLUMNS = Object.keys(Row.shape) as (keyof typeof Row.shape)[]
/** Followed by a currency. */
export const PRICE_COLUMN = 'price:'
/** Put in front of rows that failed; ignored when the mended file comes back. */
export const FAILURE_COLUMN = 'failure'

/** Throws where the file is no list of products, so that nobody waits for a million failures. */
export function requireHeader(header: string[]): void {
  const known = new Set<string>([...PLAIN_COLUMNS, FAILURE_COLUMN])
  const faults = header.flatMap((name, index) => {
    if (header.indexOf(name) !== index) return [`The column ${name} is there twice.`]
    if (known.has(name)) return []
    const isPrice = name.startsWith(PRICE_COLUMN) && isCurrency(name.slice(PRICE_COLUMN.length))
    return isPrice ? [] : [`The column ${name.slice(0, 100)} is not known.`]
  })
  if (!header.includes('sku')) faults.push('The column sku is missing.')
  if (faults.length === 0) return
  const columns = [...PLAIN_COLUMNS, `${PRICE_COLUMN}INR`]
  const misread = misreadHeader(header)
  const found = misread === undefined ? faults.slice(0, 20) : [misread]
  const details = [...found, `The columns are ${columns.join(', ')}.`]
  const errors = details.map((detail) => ({ pointer: '/body', detail }))
  throw CatalogProblem.file_refused({ errors, columns })
}

export type Read = { row: ImportRow } | { fault: string }

export function readRow(header: string[], cells: string[]): Read {
  const fault = rowFault(header, cells)
  if (fault !== undefined) return { fault }
  const named = header.flatMap((name, index) => {
    const cell = cells[index]!.trim()
    return cell === '' ? [] : [[name, cell] as const]
  })
  const isPrice = ([name]: readonly [string, string]) => name.startsWith(PRICE_COLUMN)
  const parsed = Row.safeParse(Object.fromEntries(named.filter((one) => !isPrice(one))), PLAINLY)
  const prices = Prices.safeParse(Object.fromEntries(named.filter(isPrice)), PLAINLY)
  if (parsed.success && prices.success) return { row: { ...parsed.data, prices: prices.data } }
  return { fault: wordsOf([parsed.error, prices.error]) }
}

const Prices = z.record(z.string(), z.string()).transform((cells, ctx) => {
  const prices: Record<string, number> = {}
  for (const [name, cell] of Object.entries(cells)) {
    const currency = name.slice(PRICE_COLUMN.length)
    const price = readPrice(cell, currency)
    if (typeof price === 'number') prices[currency] = price
    else ctx.addIssue({ code: 'custom', path: [name], message: price.fault })
  }
  return prices
})

/**
 * As people write it, with a point or a comma before the decimals, and nothing else: `1e3` would be
 * a price somebody did not mean, and so would `1,234`, which may be a thousand or one.
 */
function readPrice(text: string, currency: string): number | { fault: string } {
  const exponent = exponentOf(currency)
  const [all, whole, sign, fraction = ''] = /^(\d+)(?:([.,])(\d+))?$/.exec(text) ?? []
  const mayBeThousands = sign === ',' && fraction.length === 3
  if (all === undefined || fraction.length > exponent || mayBeThousands) {
    return { fault: `must be an amount such as ${decimalOf(499 * 10 ** exponent, currency)}` }
  }
  const minor = minorOf(`${whole}.${fraction}`, currency)?.minor ?? Infinity
  if (minor <= PRICE_MINOR_MAX) return minor
  return { fault: `must be at most ${decimalOf(PRICE_MINOR_MAX, currency)}` }
}

const wordsOf = (errors: (z.ZodError | undefined)[]): string =>
  errors
    .flatMap((error) => error?.issues ?? [])
    .slice(0, 10)
    // Cells are texts: of another type is only what is not there.
    .map(({ code, path, message }) => {
      const words = code === 'invalid_type' ? 'is needed in every row' : message
      return `${path.join('.')}: ${words}`
    })
    .join('; ')

/** `1e3`, `0x10` and `12.0` would each be a number somebody did not mean. */
function wholeNumber(schema: z.ZodType<number, number>) {
  return z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .pipe(schema)
}

function jsonOf<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, ctx): unknown => {
      const value = parse(text)
      if (value === undefined) ctx.addIssue({ code: 'custom', message: 'must be a JSON object' })
      return value
    })
    .pipe(schema)
}

/** Nothing where PostgreSQL could not store it: a NUL, or half a surrogate pair. */
function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return /\\u(0000|d[89a-f])/i.test(JSON.stringify(value)) ? undefined : value
  } catch {
    return undefined
  }
}
