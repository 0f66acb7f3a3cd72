import { useSessionStorage } from '@mantine/hooks'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { cellKey, changesOf, type Edits, type RowChange, withEdit, without } from './edits.ts'

type Head = { name: string; title: string; align?: 'right'; leads?: boolean; minor?: boolean }

export type EditColumn<Row> = Head & {
  /** What stands in the cell, as a person would type it. */
  text: (row: Row) => string
  /** Why this cannot be saved. */
  fault?: (text: string, row: Row) => string | undefined
  /** What holds as long as nothing is typed. */
  standard?: (row: Row) => string
  /** What the change comes to, such as by how much. */
  comesTo?: (from: string, to: string) => string
  /** Rows in which the cell stays empty, because another one is meant for it. */
  isFor?: (row: Row) => boolean
  /** Instead of free text. */
  options?: readonly { value: string; label: string }[]
}

export type GridColumn<Row> = EditColumn<Row> | (Head & { show: (row: Row) => ReactNode })

export const canEdit = <Row>(column: GridColumn<Row>): column is EditColumn<Row> => 'text' in column

/** Why something was not saved; without a column it belongs to the whole row. */
export type Refusal = { rowKey: string; column?: string | undefined; message: string }

type GridParts<Row> = {
  /** Under it what is not saved is kept, also through a sign-in or a reload. */
  name: string
  columns: readonly GridColumn<Row>[]
  keyOf: (row: Row) => string
}

export type GridState<Row> = ReturnType<typeof useGrid<Row>>

/** What somebody has changed in a table and not saved yet. */
export function useGrid<Row>({ name, columns, keyOf }: GridParts<Row>) {
  const [edits, setEdits] = useSessionStorage<Edits<Row>>({
    ...{ key: `penstock-grid-${name}`, defaultValue: {}, getInitialValueInEffect: false },
  })
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({})
  const forget = (key: string) =>
    setFaults((before) => Object.fromEntries(Object.entries(before).filter(([one]) => one !== key)))
  return {
    edits,
    faults,
    columns,
    keyOf,
    changes: (): RowChange<Row>[] => changesOf(edits),
    type: (cells: readonly { row: Row; column: EditColumn<Row>; to: string }[]) => {
      setEdits((before) =>
        cells.reduce((all, { row, column, to }) => {
          const from = column.text(row)
          return withEdit(all, { row, rowKey: keyOf(row), column: column.name, from, to })
        }, before),
      )
      for (const { row, column } of cells) forget(cellKey(keyOf(row), column.name))
    },
    /** Takes the other person's value. */
    undo: (key: string) => {
      setEdits((before) => without(before, key))
      forget(key)
    },
    /** Keeps the own value, now that the other person's was seen. */
    keep: (key: string, row: Row, now: string) => {
      setEdits((before) => ({ ...before, [key]: { ...before[key]!, row, from: now } }))
      forget(key)
    },
    discard: () => {
      setEdits({})
      setFaults({})
    },
    /** What was saved is no change any more; the rest stays, each with its reason. */
    settle: (saved: readonly RowChange<Row>[], refusals: readonly Refusal[]) => {
      const refused = Object.fromEntries(
        refusals.flatMap((refusal) =>
          placesOf(refusal, saved).map((place) => [place, refusal.message]),
        ),
      )
      const done = saved.flatMap(keysOf).filter((key) => !(key in refused))
      setEdits((before) => done.reduce(without, before))
      setFaults(refused)
    },
  }
}

const keysOf = ({ key, cells }: RowChange<unknown>): string[] =>
  Object.keys(cells).map((column) => cellKey(key, column))

/** A refusal of the whole row is said at each cell that was changed in it. */
function placesOf({ rowKey, column }: Refusal, saved: readonly RowChange<unknown>[]): string[] {
  const change = saved.find(({ key }) => key === rowKey)
  if (!change) return []
  return column !== undefined ? [cellKey(rowKey, column)] : keysOf(change)
}
