import { guard } from './formula.ts'

/** Without it, spreadsheets take UTF-8 for something else. */
const BYTE_ORDER_MARK = '\uFEFF'

/** A file, a page of rows at a time; the first page begins with the header. */
export async function* writeCsv(
  pages: AsyncIterable<readonly (readonly string[])[]>,
): AsyncGenerator<Buffer> {
  yield Buffer.from(BYTE_ORDER_MARK)
  for await (const rows of pages) {
    if (rows.length > 0) yield Buffer.from(rows.map(csvRow).join(''))
  }
}

/** One record of RFC 4180, with its line end, safe to open in a spreadsheet. */
export function csvRow(cells: readonly string[]): string {
  // A row of one empty cell would else be an empty line, which is no row.
  if (cells.length === 1 && cells[0] === '') return '""\r\n'
  return `${cells.map(cellOf).join(',')}\r\n`
}

/** A semicolon or a tab too: some spreadsheets would cut the cell there, and so would `readCsv`. */
const MUST_BE_QUOTED = /[",;\t\r\n]/

function cellOf(value: string): string {
  const cell = guard(value)
  return MUST_BE_QUOTED.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
