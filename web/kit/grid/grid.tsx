import { notifications } from '@mantine/notifications'
import type { ClipboardEvent, KeyboardEvent, ReactNode } from 'react'
import { plural } from '../i18n.ts'
import { type Columns, type More, Table } from '../table.tsx'
import { Cell } from './cell.tsx'
import { cellsOf } from './edits.ts'
import classes from './grid.module.css'
import { pasted } from './paste.ts'
import { neighbourOf } from './places.ts'
import { canEdit, type GridColumn, type GridState } from './use-grid.ts'

type GridProps<Row> = {
  label: string
  grid: GridState<Row>
  rows: readonly Row[]
  /** How the row is called, for whoever does not see it. */
  nameOf: (row: Row) => string
  empty: ReactNode
  more?: More
}

/** A table whose cells are typed into, as in a spreadsheet: arrows, Enter, Escape, and paste. */
export function Grid<Row>({ label, grid, rows, nameOf, empty, more }: GridProps<Row>) {
  const { columns, keyOf } = grid
  const paste = (event: ClipboardEvent) => {
    const table = cellsOf(event.clipboardData.getData('text/plain'))
    const { row: rowKey, column } = (event.target as HTMLElement).dataset
    if (rowKey === undefined || column === undefined) return
    if (table.length === 1 && table[0]!.length === 1) return
    event.preventDefault()
    const { cells, leftOut } = pasted({ rowKey, column }, table, { rows, columns, keyOf })
    grid.type(cells)
    if (leftOut.length > 0) sayLeftOut(leftOut)
  }
  return (
    // The keys belong to the cells in it, which are the ones that have the focus.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={classes['grid']} onKeyDown={move} onPaste={paste}>
      <Table
        label={label}
        rows={rows}
        keyOf={keyOf}
        empty={empty}
        more={more}
        columns={columns.map((column) => columnOf(column, grid, nameOf))}
      />
    </div>
  )
}

function columnOf<Row>(
  column: GridColumn<Row>,
  grid: GridState<Row>,
  nameOf: (row: Row) => string,
): Columns<Row>[number] {
  const cell = (row: Row): ReactNode => {
    if (!canEdit(column)) return column.show(row)
    if (column.isFor?.(row) === false) return null
    return <Cell grid={grid} row={row} column={column} name={nameOf(row)} />
  }
  return { ...column, cell }
}

/** Stays until it is closed, because nothing else tells what was left out. */
function sayLeftOut(texts: readonly string[]): void {
  const some = texts.length > 3 ? [...texts.slice(0, 3), '…'] : texts
  notifications.show({
    color: 'yellow',
    message: plural(
      texts.length,
      'One value that you pasted has no cell here and was left out: {{values}}',
      '{{count}} values that you pasted have no cell here and were left out: {{values}}',
      { values: some.join(', ') },
    ),
    autoClose: false,
  })
}

const STEPS: Readonly<Record<string, [rows: number, cells: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Enter: [1, 0],
}

function move(event: KeyboardEvent): void {
  const { target, key, shiftKey } = event
  const step = STEPS[key]
  if (!step || !(target instanceof HTMLElement) || !target.dataset['column']) return
  if (event.altKey || event.ctrlKey || event.metaKey) return
  if (step[1] !== 0 && !isAtEdge(target, step[1])) return
  // A list of choices goes up and down by itself.
  if (target instanceof HTMLSelectElement && key !== 'Enter' && step[0] !== 0) return
  const by = key === 'Enter' && shiftKey ? ([-1, 0] as const) : step
  const next = neighbourOf(target, by)
  event.preventDefault()
  next?.focus()
}

/** Within a text that somebody types, left and right move the caret. */
function isAtEdge(target: HTMLElement, by: number): boolean {
  if (!(target instanceof HTMLInputElement)) return true
  const { selectionStart, selectionEnd, value } = target
  if (selectionStart === 0 && selectionEnd === value.length) return true
  return selectionStart === selectionEnd && selectionStart === (by < 0 ? 0 : value.length)
}
