/** One cell that somebody has changed: `from` is what stood there when they began. */
export type Edit<Row> = { row: Row; rowKey: string; column: string; from: string; to: string }

/** By `cellKey`. */
export type Edits<Row> = Readonly<Record<string, Edit<Row>>>

export const cellKey = (rowKey: string, column: string): string => `${rowKey}\n${column}`

/** A cell that is as it was is no change, so typing the old value again takes the edit back. */
export function withEdit<Row>(
  edits: Edits<Row>,
  { row, rowKey, column, from: now, to }: Edit<Row>,
): Edits<Row> {
  const key = cellKey(rowKey, column)
  const { [key]: before, ...others } = edits
  const from = before?.from ?? now
  return to === from ? others : { ...others, [key]: { row, rowKey, column, from, to } }
}

export const without = <Row>(edits: Edits<Row>, key: string): Edits<Row> => {
  const { [key]: _gone, ...others } = edits
  return others
}

/** All that is changed of one row. */
export type RowChange<Row> = {
  key: string
  row: Row
  cells: Readonly<Record<string, { from: string; to: string }>>
}

export function changesOf<Row>(edits: Edits<Row>): RowChange<Row>[] {
  const rows = Map.groupBy(Object.values(edits), ({ rowKey }) => rowKey)
  return [...rows].map(([key, cells]) => ({
    key,
    row: cells[0]!.row,
    cells: Object.fromEntries(cells.map(({ column, from, to }) => [column, { from, to }])),
  }))
}

/** What a spreadsheet puts into the clipboard: rows by line, cells by tab. */
export const cellsOf = (text: string): string[][] =>
  text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((line) => line.split('\t').map((cell) => cell.trim()))
