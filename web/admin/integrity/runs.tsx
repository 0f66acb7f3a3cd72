import { useQuery } from '@tanstack/react-query'
import type { RunView } from '#contract/integrity'
import { EmptyFace } from '#kit/faces.tsx'
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
    <Section title="Latest looks" description="The newest twenty.">
      <Loaded query={runs}>
        {(data) => (
          <Table
            label="Latest looks"
            columns={columns}
            rows={data.runs}
            keyOf={(run) => run.id}
            empty={<EmptyFace title="No look yet." advice="Each look at the books is kept here." />}
          />
        )}
      </Loaded>
    </Section>
  )
}

const columns: Columns<RunView> = [
  { title: 'When', leads: true, cell: (run) => <Time at={run.startedAt} style="second" /> },
  {
    title: 'Looked at',
    cell: (run) => (run.kind === 'all' ? 'Everything' : 'What had changed'),
  },
  {
    title: 'Result',
    cell: ({ findings }) => (
      <StatusBadge tone={findings === 0 ? 'good' : 'bad'}>
        {findings === 0 ? 'Balanced' : findingWords(findings)}
      </StatusBadge>
    ),
  },
  { title: 'Took', align: 'right', cell: (run) => `${tookMs(run).toLocaleString()} ms` },
]

const tookMs = ({ startedAt, endedAt }: RunView): number =>
  new Date(endedAt).getTime() - new Date(startedAt).getTime()
