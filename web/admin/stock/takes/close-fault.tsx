import { z } from 'zod'
import { DialogButton } from '#kit/dialog-button.tsx'
import { FormFault } from '#kit/form-fault.tsx'
import { fromServer, number, t } from '#kit/i18n.ts'
import { Notice } from '#kit/notice.tsx'
import { Inset, Section } from '#kit/page.tsx'
import { ProblemError } from '#kit/problem.ts'
import { Table, type Columns } from '#kit/table.tsx'
import { PromisedTo } from '../promised-to.tsx'
import type { WholeTake } from './queries.ts'

const RefusedLines = z.object({
  lines: z
    .array(
      z.object({
        ...{ sku: z.string(), counted: z.int(), detail: z.string() },
        promised: z.int().nullable(),
      }),
    )
    .min(1),
})
type Refused = z.output<typeof RefusedLines>['lines'][number]

/** Why nothing was booked: every line that stood in the way, until it is counted again. */
export function CloseFault({ error, take }: { error: unknown; take: WholeTake }) {
  const isRefused = error instanceof ProblemError && error.code === 'take_lines_refused'
  const refused = isRefused ? RefusedLines.safeParse(error.body).data?.lines : undefined
  if (!isRefused || !refused) return <FormFault error={error} />
  const counts = new Map(take.lines.map(({ sku, counted }) => [sku, counted]))
  const left = refused.filter(({ sku, counted }) => counts.get(sku) === counted)
  if (left.length === 0) return null
  return (
    <Section title={t('Nothing was booked')}>
      <Inset>
        <Notice>{error.message}</Notice>
      </Inset>
      <Table
        label={t('Nothing was booked')}
        columns={columns}
        rows={left}
        keyOf={({ sku }) => sku}
        empty={null}
      />
    </Section>
  )
}

const WhoButton = ({ sku }: { sku: string }) => (
  <DialogButton
    words={t('Promised to')}
    aria-label={t('{{sku}}: promised to', { sku })}
    title={t('{{sku}}: promised to', { sku })}
    size="xs"
    variant="default"
  >
    {() => <PromisedTo sku={sku} />}
  </DialogButton>
)

const columns: Columns<Refused> = [
  { title: 'SKU', leads: true, cell: ({ sku }) => sku },
  { title: t('Counted'), align: 'right', cell: ({ counted }) => number(counted) },
  {
    title: t('Reserved'),
    align: 'right',
    // Where it is not for a promise, such as a SKU that is gone, the reason stands instead.
    cell: ({ promised, detail }) => (promised === null ? fromServer(detail) : number(promised)),
  },
  {
    title: t('Actions'),
    actions: true,
    cell: ({ sku, promised }) => promised !== null && <WhoButton sku={sku} />,
  },
]
