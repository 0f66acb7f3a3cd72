/** Neighbours of a cell are found on the page itself: they are what people see beside it. */
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
