import { guard } from './formula.ts'
import type { Separator } from './separator.ts'

/** Without this mark, spreadsheets do not recognise UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF'

/** Writes a file page by page. The first page begins with the header. */
export async function* writeCsv(
  pages: AsyncIterable<readonly (readonly string[])[]>,
  separator: Separator = ',',
): AsyncGenerator<Buffer> {
  yield Buffer.from(BYTE_ORDER_MARK)
  for await (const rows of pages) {
    if (rows.length > 0) yield Buffer.from(rows.map((row) => csvRow(row, separator)).join(''))
  }
}

/** Writes one record of RFC 4180 with its line end. It is safe to open in a spreadsheet. */
export function csvRow(cells: readonly string[], separator: Separator = ','): string {
  // A row with one empty cell would otherwise be an empty line, which readers skip.
  if (cells.length === 1 && cells[0] === '') return '""\r\n'
  return `${cells.map(cellOf).join(separator)}\r\n`
}

/**
 * What separates in other files is quoted too: some spreadsheets, and `readCsv`, could take it for
 * a separator.
 */
const MUST_BE_QUOTED = /[",;\t\r\n]/

function cellOf(value: string): string {
  const cell = guard(value)
  return MUST_BE_QUOTED.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
