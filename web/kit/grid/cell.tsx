import { useId, type KeyboardEvent } from 'react'
import { t } from '../i18n.ts'
import { cellKey } from './edits.ts'
import classes from './grid.module.css'
import type { EditColumn, GridState } from './use-grid.ts'

/** How much room a cell asks for. */
const [FIGURES, LETTERS] = [9, 18]

type CellProps<Row> = {
  grid: GridState<Row>
  row: Row
  column: EditColumn<Row>
  name: string
}

/** One cell: what stands in it, what stood in it, and what is wrong with it. */
export function Cell<Row>({ grid, row, column, name }: CellProps<Row>) {
  const id = useId()
  const rowKey = grid.keyOf(row)
  const key = cellKey(rowKey, column.name)
  const edit = grid.edits[key]
  const now = column.text(row)
  const text = edit?.to ?? now
  const theirs = edit !== undefined && edit.from !== now
  const fault = theirs ? undefined : (grid.faults[key] ?? (edit && column.fault?.(edit.to, row)))
  const says = edit || fault ? id : undefined
  const field = {
    className: classes['field'],
    'aria-label': t('{{column}} of {{row}}', { column: column.title, row: name }),
    'aria-invalid': fault || theirs ? true : undefined,
    'aria-describedby': says,
    'data-row': rowKey,
    'data-column': column.name,
    'data-align': column.align,
    value: text,
    onChange: (event: { currentTarget: { value: string } }) =>
      grid.type([{ row, column, to: event.currentTarget.value }]),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Escape' && edit) grid.undo(key)
    },
  }
  return (
    <span className={classes['cell']} data-changed={edit ? true : undefined}>
      {column.options ? (
        <select {...field}>
          {column.options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...field}
          autoComplete="off"
          size={column.align === 'right' ? FIGURES : LETTERS}
          placeholder={column.standard?.(row)}
          inputMode={column.align === 'right' ? 'decimal' : undefined}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
      {says && (
        <span id={id} className={classes['says']} role={fault || theirs ? 'alert' : undefined}>
          {theirs ? (
            <Theirs
              now={labelOf(column, now)}
              onTake={() => grid.undo(key)}
              onKeep={() => grid.keep(key, row, now)}
            />
          ) : (
            (fault ?? t('was {{before}}', { before: labelOf(column, edit?.from ?? now) }))
          )}
        </span>
      )}
    </span>
  )
}

type TheirsProps = { now: string; onTake: () => void; onKeep: () => void }

/** Somebody else was faster: theirs stands beside mine, and one of the two is chosen. */
const Theirs = ({ now, onTake, onKeep }: TheirsProps) => (
  <>
    {t('Someone has made it {{now}}.', { now })}{' '}
    <button type="button" onClick={onTake}>
      {t('Take theirs')}
    </button>{' '}
    <button type="button" onClick={onKeep}>
      {t('Keep mine')}
    </button>
  </>
)

/** An empty cell needs a sign of its own in a sentence. */
export const labelOf = <Row,>({ options }: EditColumn<Row>, text: string): string =>
  options?.find(({ value }) => value === text)?.label ?? (text || '–')
