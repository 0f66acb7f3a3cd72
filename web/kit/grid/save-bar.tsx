import { Button, Group, Modal, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { QueryKey } from '@tanstack/react-query'
import { useBlocker } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { FormFault } from '../form-fault.tsx'
import { plural, t } from '../i18n.ts'
import { useChange } from '../use-change.ts'
import { labelOf } from './cell.tsx'
import type { RowChange } from './edits.ts'
import classes from './grid.module.css'
import { canEdit, type GridState, type Refusal } from './use-grid.ts'

type SaveBarProps<Row> = {
  grid: GridState<Row>
  nameOf: (row: Row) => string
  /** Saves row by row; what was not saved stays, with the reason. */
  save: (changes: RowChange<Row>[]) => Promise<Refusal[]>
  /** What the pages must ask for again. */
  refresh: readonly QueryKey[]
  /** What else is to be said before, such as the reason. */
  children?: ReactNode
}

/** What is changed and not saved follows one along the page, until it is saved or given up. */
export function SaveBar<Row>({ children, ...parts }: SaveBarProps<Row>) {
  const { grid } = parts
  const [opened, { open, close }] = useDisclosure(false)
  const count = Object.keys(grid.edits).length
  const wrong = wrongIn(grid)
  const refused = Object.keys(grid.faults).length
  if (count === 0) return null
  const verb = plural(count, 'Save {{count}} change', 'Save {{count}} changes')
  return (
    <section className={classes['bar']} aria-label={t('Not saved yet')}>
      <span role="status">{plural(count, '{{count}} change', '{{count}} changes')}</span>
      {wrong > 0 && (
        <em>{plural(wrong, '{{count}} cell is wrong', '{{count}} cells are wrong')}</em>
      )}
      {wrong === 0 && refused > 0 && (
        <em>{plural(refused, '{{count}} was not saved', '{{count}} were not saved')}</em>
      )}
      <Button size="xs" variant="default" onClick={grid.discard}>
        {t('Discard')}
      </Button>
      <Button size="xs" disabled={wrong > 0} onClick={open}>
        {verb}
      </Button>
      <Modal opened={opened} onClose={close} title={verb} size="lg">
        <Preview {...parts} verb={verb} onDone={close}>
          {children}
        </Preview>
      </Modal>
      <LeaveGuard count={count} />
    </section>
  )
}

const wrongIn = <Row,>({ edits, columns }: GridState<Row>): number =>
  Object.values(edits).filter(({ column: name, to, row }) => {
    const column = columns.find((one) => one.name === name)
    return column && canEdit(column) && column.fault?.(to, row) !== undefined
  }).length

type PreviewProps<Row> = SaveBarProps<Row> & { verb: string; onDone: () => void }

/** What will happen, row by row, before it does. */
function Preview<Row>(props: PreviewProps<Row>) {
  const { grid, nameOf, save, refresh, verb, onDone, children } = props
  const changes = grid.changes()
  const saving = useChange({
    run: () => save(changes),
    refresh,
    done: (refusals) => (refusals.length === 0 ? t('Saved.') : ''),
    faultInPlace: true,
  })
  // Also when the dialog was closed meanwhile: what was saved is no change any more.
  const run = async () => {
    grid.settle(changes, await saving.mutateAsync())
    onDone()
  }
  return (
    <Stack gap="md">
      <ul className={classes['changes']} aria-label={t('What will change')}>
        {changes.map((change) => (
          <li key={change.key}>
            <strong>{nameOf(change.row)}</strong>
            <Cells grid={grid} change={change} />
          </li>
        ))}
      </ul>
      {children}
      <FormFault error={saving.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {t('Back')}
        </Button>
        <Button
          data-autofocus
          loading={saving.isPending}
          onClick={() => void run().catch(() => undefined)}
        >
          {verb}
        </Button>
      </Group>
    </Stack>
  )
}

type CellsProps<Row> = { grid: GridState<Row>; change: RowChange<Row> }

const Cells = <Row,>({ grid, change }: CellsProps<Row>) => (
  <ul>
    {grid.columns.filter(canEdit).map((column) => {
      const cell = change.cells[column.name]
      if (!cell) return null
      return (
        <li key={column.name}>
          {`${column.title}: `}
          <s>{labelOf(column, cell.from)}</s>
          {` → ${labelOf(column, cell.to)}`}
          {column.comesTo && ` (${column.comesTo(cell.from, cell.to)})`}
        </li>
      )
    })}
  </ul>
)

/** Going to another page is asked about; the sign-in is not: what was typed is there after it. */
function LeaveGuard({ count }: { count: number }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      next.pathname !== '/login' && (next.pathname !== current.pathname || leavesEdit(next.search)),
    enableBeforeUnload: true,
    withResolver: true,
  })
  return (
    <Modal
      opened={status === 'blocked'}
      onClose={() => reset?.()}
      title={t('Leave without saving?')}
    >
      <p>
        {plural(
          count,
          'One change is not saved. It waits here for you, for as long as this tab is open.',
          '{{count}} changes are not saved. They wait here for you, for as long as this tab is open.',
        )}
      </p>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={() => proceed?.()}>
          {t('Leave')}
        </Button>
        <Button data-autofocus onClick={() => reset?.()}>
          {t('Stay')}
        </Button>
      </Group>
    </Modal>
  )
}

const leavesEdit = (search: unknown): boolean =>
  !(search instanceof Object && 'edit' in search && search.edit === true)
