import { misreadHeader } from '#platform/csv/misread-header.ts'
import { type CsvRecord, readCsv } from '#platform/csv/read-csv.ts'
import { rowFault } from '#platform/csv/row-fault.ts'
import type { Ctx } from '#platform/context.ts'
import { PLAINLY } from '#platform/plainly.ts'
import { Problem } from '#platform/problem.ts'
import { MoveStockBody } from '../contract.ts'
import { MAIN } from '../locations/change-locations.ts'
import { moveMany, type MoveStock } from '../move-stock.ts'
import { StockProblem } from '../problems.ts'

export type Failure = { line: number; cells: string[]; code: string; detail: string }
export type Imported = { header: string[]; moved: number; failures: Failure[] }

const ROWS_AT_ONCE = 500
const ROWS_MAX = 50_000
const COLUMNS = ['sku', 'location', 'quantity', 'reason']
/** The column with the reason in the file of failed rows; ignored when that file is sent again. */
const ERROR = 'error'

/**
 * Sets levels to what a file says was counted: columns sku, quantity, and if wanted location and
 * reason. What is read is written in parts, so that a long file holds no row for long; sending the
 * same file again changes nothing.
 */
export async function importLevels(ctx: Ctx, chunks: AsyncIterable<Uint8Array>): Promise<Imported> {
  const imported: Imported = { header: [], moved: 0, failures: [] }
  const counted = new Map<string, number>()
  let part: Row[] = []
  let rows = 0
  for await (const record of readCsv(chunks)) {
    if (imported.header.length === 0) {
      imported.header = headerOf(record)
      continue
    }
    if (++rows > ROWS_MAX) throw StockProblem.file_too_long({ rowsMax: ROWS_MAX })
    const row = onlyOnce(rowOf(record, imported.header), counted)
    if ('code' in row) imported.failures.push(row)
    else part.push(row)
    if (part.length === ROWS_AT_ONCE) {
      await write(ctx, part, imported)
      part = []
    }
  }
  await write(ctx, part, imported)
  imported.failures.sort((a, b) => a.line - b.line)
  return imported
}

type Row = { line: number; cells: string[]; move: MoveStock }

function headerOf(record: CsvRecord): string[] {
  const header = 'cells' in record ? record.cells.map((cell) => cell.trim().toLowerCase()) : []
  const isKnown = header.every((name) => name === ERROR || COLUMNS.includes(name))
  const isWhole = header.includes('sku') && header.includes('quantity')
  if (isKnown && isWhole && new Set(header).size === header.length) return header
  const detail = misreadHeader(header)
  const errors = detail === undefined ? [] : [{ pointer: '/body', detail }]
  throw StockProblem.file_without_columns({ columns: COLUMNS, errors })
}

function rowOf(record: CsvRecord, header: string[]): Row | Failure {
  const { line } = record
  if ('fault' in record) return { line, cells: [record.text], code: BAD, detail: record.fault }
  const { cells } = record
  const bad = (detail: string): Failure => ({ line, cells, code: BAD, detail })
  const fault = rowFault(header, cells)
  if (fault !== undefined) return bad(fault)
  const named = header.map((name, index) => [name, cells[index]!.trim()] as const)
  const filled = named.filter(([name, cell]) => name !== ERROR && cell !== '')
  const { quantity = '', ...texts } = Object.fromEntries(filled)
  if (texts['sku'] === undefined) return bad('sku: is missing')
  if (!/^\d{1,9}$/.test(quantity)) return bad('quantity: must be a whole number such as 12')
  const counted = { type: 'counted', ...texts, quantity: Number(quantity) }
  const parsed = MoveStockBody.safeParse(counted, PLAINLY)
  if (parsed.success) return { line, cells, move: parsed.data }
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  return bad(faults.join('; '))
}

/** Two counts of one level are parts of it, or one of them is wrong: only a person can tell. */
function onlyOnce(row: Row | Failure, counted: Map<string, number>): Row | Failure {
  if ('code' in row) return row
  const { line, cells, move } = row
  const level = JSON.stringify([move.sku, move.location ?? MAIN])
  const earlier = counted.get(level)
  if (earlier === undefined) {
    counted.set(level, line)
    return row
  }
  const detail = `Line ${earlier} counts this already. Write the sum of both into one row.`
  return { line, cells, code: BAD, detail }
}

const BAD = 'invalid_row'

async function write(ctx: Ctx, part: Row[], imported: Imported): Promise<void> {
  if (part.length === 0) return
  const results = await moveMany(
    ctx,
    part.map(({ move }) => move),
  )
  for (const [index, result] of results.entries()) {
    const { line, cells } = part[index]!
    if (!(result instanceof Problem)) imported.moved++
    else imported.failures.push({ line, cells, code: result.code, detail: result.message })
  }
}

/** The rows that failed, with the reason behind each: mend them and send them again. */
export async function* failedRows({ header, failures }: Imported): AsyncGenerator<string[][]> {
  const kept = header.map((_name, index) => index).filter((index) => header[index] !== ERROR)
  yield [[...kept.map((index) => header[index]!), ERROR]]
  for (const { cells, detail } of failures) {
    // A cell too many stays where it is, or what is sent again would be another count.
    const isWhole = cells.length === header.length
    yield [[...(isWhole ? kept.map((index) => cells[index]!) : cells), detail]]
  }
}
