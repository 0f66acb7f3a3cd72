import { TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { EditedLevelsView } from '#contract/stock'
import { send } from '#kit/api.ts'
import { Grid } from '#kit/grid/grid.tsx'
import { GridHint } from '#kit/grid/hint.tsx'
import { SaveBar } from '#kit/grid/save-bar.tsx'
import { type GridColumn, type Refusal, useGrid } from '#kit/grid/use-grid.ts'
import type { RowChange } from '#kit/grid/edits.ts'
import { fromServer, number, signed, t } from '#kit/i18n.ts'
import type { More } from '#kit/table.tsx'
import { useOwn } from '../session.ts'
import type { NamedLevel } from './level-state.tsx'
import { PlaceName } from './place-name.tsx'
import { STOCK } from './queries.ts'
import { usePlaceName } from './use-places.ts'

type StockGridProps = {
  rows: readonly NamedLevel[]
  empty: ReactNode
  more: More
}

/** What is on the shelves and what may be sold of it, typed as in a spreadsheet. */
export function StockGrid(list: StockGridProps) {
  const grid = useGrid({ name: useOwn('stock'), columns, keyOf })
  const [reason, setReason] = useState('')
  const placeName = usePlaceName()
  const nameOf = ({ sku, location }: NamedLevel) =>
    t('{{sku}} at {{location}}', { sku, location: placeName(location) })
  const save = async (changes: RowChange<NamedLevel>[]) => {
    const body = { levels: changes.map(editOf), ...(reason.trim() && { reason }) }
    const { results } = await send('PATCH', '/stock/levels', body, EditedLevelsView)
    if (results.every(({ problem }) => problem === null)) setReason('')
    return results.flatMap(({ problem }, index): Refusal[] =>
      problem ? [{ rowKey: changes[index]!.key, message: fromServer(problem.detail) }] : [],
    )
  }
  return (
    <>
      <GridHint />
      <Grid label={t('Levels')} grid={grid} nameOf={nameOf} {...list} />
      <SaveBar grid={grid} nameOf={nameOf} save={save} refresh={STOCK}>
        <TextInput
          label={t('Reason')}
          description={t('It stands in the ledger beside each movement.')}
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </SaveBar>
    </>
  )
}

const keyOf = ({ sku, locationId }: NamedLevel) => `${sku} ${locationId}`

const PIECES_MAX = 1_000_000

const pieces = (text: string): string | undefined =>
  /^\d{1,7}$/.test(text) && Number(text) <= PIECES_MAX ? undefined : t('A whole number, 0 or more.')

const columns: readonly GridColumn<NamedLevel>[] = [
  { name: 'sku', title: 'SKU', leads: true, show: ({ sku }) => sku },
  { name: 'product', title: t('Product'), show: ({ name }) => name },
  { name: 'location', title: t('Location'), show: ({ location }) => <PlaceName code={location} /> },
  {
    ...{ name: 'onHand', title: t('On hand'), align: 'right', fault: pieces },
    text: ({ onHand }) => String(onHand),
    comesTo: (from, to) => signed(Number(to) - Number(from)),
  },
  {
    ...{ name: 'reserved', title: t('Reserved'), align: 'right' },
    show: ({ reserved }) => number(reserved),
  },
  {
    ...{ name: 'safetyStock', title: t('Kept back'), align: 'right', fault: pieces },
    text: ({ safetyStock }) => String(safetyStock),
  },
  {
    ...{ name: 'lowThreshold', title: t('Low at'), align: 'right' },
    text: ({ lowThreshold }) => (lowThreshold === null ? '' : String(lowThreshold)),
    standard: ({ threshold }) => String(threshold),
    fault: (text) => (text === '' ? undefined : pieces(text)),
  },
]

/** As the server takes it: with what was read, so that nobody's change is overwritten unseen. */
function editOf({ row: { sku, location }, cells }: RowChange<NamedLevel>) {
  const both = (name: string) => {
    const cell = cells[name]
    return cell && { from: valueOf(cell.from), to: valueOf(cell.to) }
  }
  const fields = {
    ...{ onHand: both('onHand'), safetyStock: both('safetyStock') },
    lowThreshold: both('lowThreshold'),
  }
  return { sku, location, ...fields }
}

const valueOf = (text: string): number | null => (text === '' ? null : Number(text))
