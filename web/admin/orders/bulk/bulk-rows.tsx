import { SegmentedControl } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { BulkView } from '#contract/orders/bulk'
import { number, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { type Columns, moreOf, Table } from '#kit/table.tsx'
import { type BulkRow, bulkRows } from './queries.ts'
import { reasonWords } from './reason-words.ts'

type Outcome = 'failed' | 'skipped' | 'done'

/** What became of each order; what needs somebody comes first. */
export function BulkRows({ run }: { run: BulkView }) {
  const [chosen, setChosen] = useState<Outcome>()
  const kinds = KINDS.filter(({ value }) => run[value] > 0)
  const outcome = kinds.find(({ value }) => value === chosen)?.value ?? kinds[0]?.value
  if (!outcome) return null
  return (
    <div>
      <SegmentedControl
        size="xs"
        aria-label={t('Which orders')}
        value={outcome}
        onChange={(value) => setChosen(KINDS.find((kind) => kind.value === value)?.value)}
        data={kinds.map(({ value, label }) => ({
          ...{ value, label: `${label} (${number(run[value])})` },
        }))}
      />
      <Rows run={run} outcome={outcome} />
    </div>
  )
}

const KINDS: readonly { value: Outcome; label: string }[] = [
  { value: 'failed', label: t('Left out') },
  { value: 'skipped', label: t('Nothing to do') },
  { value: 'done', label: t('Done') },
]

function Rows({ run, outcome }: { run: BulkView; outcome: Outcome }) {
  const rows = useInfiniteQuery(bulkRows(run, outcome))
  return (
    <Loaded query={rows}>
      {(data) => (
        <Table
          label={t('What became of each order')}
          columns={outcome === 'done' ? [ORDER] : [ORDER, WHY]}
          rows={data.pages.flatMap((page) => page.rows)}
          keyOf={({ orderId }) => orderId}
          empty={null}
          more={moreOf(rows)}
        />
      )}
    </Loaded>
  )
}

const ORDER: Columns<BulkRow>[number] = {
  title: t('Order'),
  leads: true,
  cell: (row) => (
    <AppLink to="/orders/$orderId" params={{ orderId: row.orderId }} inherit>
      {row.number ?? t('Gone')}
    </AppLink>
  ),
}

const WHY: Columns<BulkRow>[number] = {
  title: t('Why'),
  cell: ({ code, message }) => reasonWords(code ?? '', message ?? ''),
}
