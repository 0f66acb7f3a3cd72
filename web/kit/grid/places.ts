/** The cells of a grid as they stand on the page: who is beside whom is what one sees. */
const inColumn = (cell: HTMLElement): HTMLElement[] => [
  ...cell
    .closest('table')!
    .querySelectorAll<HTMLElement>(`[data-column="${CSS.escape(cell.dataset['column']!)}"]`),
]

const inRow = (cell: HTMLElement): HTMLElement[] => [
  ...cell.closest('tr')!.querySelectorAll<HTMLElement>('[data-column]'),
]

export function neighbourOf(
  cell: HTMLElement,
  [rows, cells]: readonly [rows: number, cells: number],
): HTMLElement | undefined {
  const line = rows === 0 ? inRow(cell) : inColumn(cell)
  return line[line.indexOf(cell) + rows + cells]
}

type Place = { rowKey: string; column: string; text: string }

/** Where each part of what is pasted belongs. */
export function placesFrom(start: HTMLElement, table: readonly string[][]): Place[] {
  const column = inColumn(start)
  const firstRow = column.indexOf(start)
  const firstCell = inRow(start).indexOf(start)
  return table.flatMap((texts, down) => {
    const below = column[firstRow + down]
    const cells = below ? inRow(below).slice(firstCell) : []
    return texts.flatMap((text, right): Place[] => {
      const { row: rowKey, column: name } = cells[right]?.dataset ?? {}
      return rowKey !== undefined && name !== undefined ? [{ rowKey, column: name, text }] : []
    })
  })
}
