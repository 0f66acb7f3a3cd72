import { useId, type AriaAttributes, type ChangeEvent, type KeyboardEvent } from 'react'
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
  const isTheirs = edit !== undefined && edit.from !== now
  const fault = grid.faults[key] ?? (edit && column.fault?.(edit.to, row))
  const isWrong = isTheirs || fault !== undefined
  const undo = () => grid.undo(key)
  return (
    <span className={classes['cell']} data-changed={edit ? true : undefined}>
      <Field
        column={column}
        standard={column.standard?.(row)}
        className={classes['field']}
        aria-label={t('{{column}} of {{row}}', { column: column.title, row: name })}
        aria-invalid={isWrong || undefined}
        aria-describedby={edit || fault ? id : undefined}
        data-row={rowKey}
        value={edit?.to ?? now}
        onChange={(event) => grid.type([{ row, column, to: event.currentTarget.value }])}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && edit) undo()
        }}
      />
      {(edit || fault) && (
        <span id={id} className={classes['says']} role={isWrong ? 'alert' : undefined}>
          {isTheirs ? (
            <Theirs
              now={labelOf(column, now)}
              onTake={undo}
              onKeep={() => grid.keep(key, row, now)}
            />
          ) : (
            (fault ?? t('was {{before}}', { before: stoodIn(column, row, now) }))
          )}
        </span>
      )}
    </span>
  )
}

type Typed = HTMLInputElement | HTMLSelectElement
type FieldProps<Row> = {
  column: EditColumn<Row>
  standard: string | undefined
} & AriaAttributes & {
    className: string | undefined
    'data-row': string
    value: string
    onChange: (event: ChangeEvent<Typed>) => void
    onKeyDown: (event: KeyboardEvent) => void
  }

/** By `data-column` its neighbours find it, see `places.ts`. */
function Field<Row>({ column, standard, ...field }: FieldProps<Row>) {
  const { name, align, options } = column
  const place = { 'data-column': name, 'data-align': align }
  if (options) {
    return (
      <select {...field} {...place}>
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    )
  }
  return (
    <input
      {...field}
      {...place}
      autoComplete="off"
      size={align === 'right' ? FIGURES : LETTERS}
      placeholder={standard}
      inputMode={align === 'right' ? 'decimal' : undefined}
      onFocus={(event) => event.currentTarget.select()}
    />
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

/** Where nothing was typed, what held without it. */
const stoodIn = <Row,>(column: EditColumn<Row>, row: Row, text: string): string =>
  labelOf(column, text || (column.standard?.(row) ?? ''))

/** An empty cell needs a sign of its own in a sentence. */
export const labelOf = <Row,>({ options }: EditColumn<Row>, text: string): string =>
  options?.find(({ value }) => value === text)?.label ?? (text || '–')
