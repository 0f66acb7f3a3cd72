import { useQuery } from '@tanstack/react-query'
import type { RunView } from '#contract/integrity'
import { EmptyFace } from '#kit/faces.tsx'
import { t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { Section } from '#kit/page.tsx'
import { StatusBadge } from '#kit/status-badge.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { Time } from '#kit/time.tsx'
import { runList } from './queries.ts'
import { findingWords } from './state.tsx'

export function Runs() {
  const runs = useQuery(runList)
  return (
    <Section title={t('Latest looks')} description={t('The newest twenty.')}>
      <Loaded query={runs}>
        {(data) => (
          <Table
            label={t('Latest looks')}
            columns={columns}
            rows={data.runs}
            keyOf={(run) => run.id}
            empty={
              <EmptyFace
                title={t('No look yet.')}
                advice={t('Each look at the books is kept here.')}
              />
            }
          />
        )}
      </Loaded>
    </Section>
  )
}

const columns: Columns<RunView> = [
  { title: t('When'), leads: true, cell: (run) => <Time at={run.startedAt} style="second" /> },
  {
    title: t('Looked at'),
    cell: (run) => (run.kind === 'all' ? t('Everything') : t('What had changed')),
  },
  {
    title: t('Result'),
    cell: ({ findings }) => (
      <StatusBadge tone={findings === 0 ? 'good' : 'bad'}>
        {findings === 0 ? t('Balanced') : findingWords(findings)}
      </StatusBadge>
    ),
  },
  { title: t('Took'), align: 'right', cell: (run) => t('{{tookMs}} ms', { tookMs: tookMs(run) }) },
]

const tookMs = ({ startedAt, endedAt }: RunView): number =>
  new Date(endedAt).getTime() - new Date(startedAt).getTime()
