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
