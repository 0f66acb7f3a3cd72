import { useQuery } from '@tanstack/react-query'
import { fromServer, t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { Section } from '#kit/page.tsx'
import { StatusBadge } from '#kit/status-badge.tsx'
import classes from './overview.module.css'
import { readiness, type Check } from './queries.ts'

export function Installation() {
  const checks = useQuery(readiness)
  return (
    <Section
      title={t('This installation')}
      actions={
        <a className={classes['docs']} href="/docs">
          {t('API documentation')}
        </a>
      }
    >
      <Loaded query={checks} rows={2}>
        {(data) => (
          <ul className={classes['checks']}>
            {data.map((check) => (
              <li key={check.name}>
                <span className={classes['check']}>
                  {NAMES[check.name] ?? fromServer(check.name)}
                </span>
                <State check={check} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  )
}

const NAMES: Readonly<Record<string, string>> = {
  database: t('Database'),
  spool: t('Safe place for messages while the database is away'),
}

const State = ({ check }: { check: Check }) => (
  <StatusBadge tone={check.ok ? 'good' : 'bad'}>
    {check.ok ? t('Working', { context: 'sound' }) : (check.detail ?? t('Not working'))}
  </StatusBadge>
)
