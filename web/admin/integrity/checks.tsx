import { useQuery } from '@tanstack/react-query'
import type { CheckResult } from '#contract/integrity'
import { EmptyFace } from '#kit/faces.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Section } from '#kit/page.tsx'
import { StatusBadge } from '#kit/status-badge.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import classes from './integrity.module.css'
import { integrityQuery } from './queries.ts'
import { findingWords } from './state.tsx'

/** Of the latest look at everything; as long as there was none, of the latest one at all. */
export function Checks() {
  const integrity = useQuery(integrityQuery)
  return (
    <Section title="Checks" description="What must always be true, and whether it is.">
      <Loaded query={integrity} rows={8}>
        {({ latest, latestOfAll }) => (
          <Table
            label="Checks"
            columns={columns}
            rows={worstFirst((latestOfAll ?? latest)?.checks ?? [])}
            keyOf={(check) => check.name}
            empty={
              <EmptyFace title="No result yet." advice="After the first look, each rule is here." />
            }
          />
        )}
      </Loaded>
    </Section>
  )
}

const worstFirst = (checks: CheckResult[]) =>
  checks.toSorted((one, other) => other.findings.length - one.findings.length)

const columns: Columns<CheckResult> = [
  {
    title: 'Rule',
    leads: true,
    cell: (check) => (
      <div className={classes['rule']}>
        {check.rule}
        <small>{check.name}</small>
        <Findings findings={check.findings} />
      </div>
    ),
  },
  {
    title: 'Result',
    cell: ({ findings }) =>
      findings.length === 0 ? (
        <StatusBadge tone="good">Holds</StatusBadge>
      ) : (
        <StatusBadge tone="bad">{findingWords(findings.length)}</StatusBadge>
      ),
  },
  { title: 'Took', align: 'right', cell: ({ tookMs }) => `${tookMs.toLocaleString()} ms` },
]

const SHOWN_MAX = 20

function Findings({ findings }: Pick<CheckResult, 'findings'>) {
  if (findings.length === 0) return null
  return (
    <ul className={classes['findings']}>
      {findings.slice(0, SHOWN_MAX).map(({ subject, detail }) => (
        <li key={`${subject} ${detail}`}>
          <strong>{subject}</strong> {detail}
        </li>
      ))}
      {findings.length > SHOWN_MAX && <li>and {findings.length - SHOWN_MAX} more</li>}
    </ul>
  )
}
