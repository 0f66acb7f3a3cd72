import { useQuery } from '@tanstack/react-query'
import type { CheckResult } from '#contract/integrity'
import { EmptyFace } from '#kit/faces.tsx'
import { fromServer, t } from '#kit/i18n.ts'
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
    <Section title={t('Checks')} description={t('What must always be true, and whether it is.')}>
      <Loaded query={integrity} rows={8}>
        {({ latest, latestOfAll }) => (
          <Table
            label={t('Checks')}
            columns={columns}
            rows={worstFirst((latestOfAll ?? latest)?.checks ?? [])}
            keyOf={(check) => check.name}
            empty={
              <EmptyFace
                title={t('No result yet.')}
                advice={t('After the first look, each rule is here.')}
              />
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
    title: t('Rule'),
    leads: true,
    cell: (check) => (
      <div className={classes['rule']}>
        {fromServer(check.rule)}
        <small>{check.name}</small>
        <Findings findings={check.findings} />
      </div>
    ),
  },
  {
    title: t('Result'),
    cell: ({ findings }) =>
      findings.length === 0 ? (
        <StatusBadge tone="good">{t('Holds')}</StatusBadge>
      ) : (
        <StatusBadge tone="bad">{findingWords(findings.length)}</StatusBadge>
      ),
  },
  { title: t('Took'), align: 'right', cell: ({ tookMs }) => t('{{tookMs}} ms', { tookMs }) },
]

const SHOWN_MAX = 20

function Findings({ findings }: Pick<CheckResult, 'findings'>) {
  if (findings.length === 0) return null
  return (
    <ul className={classes['findings']}>
      {findings.slice(0, SHOWN_MAX).map(({ subject, detail }) => (
        <li key={`${subject} ${detail}`} lang="en">
          <strong>{subject}</strong> {detail}
        </li>
      ))}
      {findings.length > SHOWN_MAX && (
        <li>{t('and {{rest}} more', { rest: findings.length - SHOWN_MAX })}</li>
      )}
    </ul>
  )
}
