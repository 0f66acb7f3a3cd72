import { canEdit, type EditColumn, type GridState } from './use-grid.ts'

type Known<Row> = {
  rows: readonly Row[]
  columns: GridState<Row>['columns']
  keyOf: (row: Row) => string
}

type Start = { rowKey: string; column: string }

type Pasted<Row> = {
  cells: { row: Row; column: EditColumn<Row>; to: string }[]
  /** What has no cell where it would go. */
  leftOut: string[]
}

/**
 * From the start down and to the right, as in a spreadsheet: each text has its row and its column
 * by where it stands in what was copied. Where that is no cell, it goes nowhere else.
 */
export function pasted<Row>(
  start: Start,
  table: readonly string[][],
  { rows, columns, keyOf }: Known<Row>,
): Pasted<Row> {
  const firstRow = rows.findIndex((row) => keyOf(row) === start.rowKey)
  const firstColumn = columns.findIndex(({ name }) => name === start.column)
  const all: Pasted<Row> = { cells: [], leftOut: [] }
  for (const [down, texts] of table.entries()) {
    for (const [right, text] of texts.entries()) {
      const [row, column] = [rows[firstRow + down], columns[firstColumn + right]]
      const isCell = row && column && canEdit(column) && column.isFor?.(row) !== false
      if (isCell) all.cells.push({ row, column, to: meant(text, column) })
      else if (text !== '') all.leftOut.push(text)
    }
  }
  return all
}

/** A choice may be pasted by what it is called. */
function meant<Row>(text: string, { options }: EditColumn<Row>): string {
  const option = options?.find(({ label }) => label.toLowerCase() === text.toLowerCase())
  return option?.value ?? text
}
