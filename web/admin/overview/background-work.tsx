import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { number, t } from '#kit/i18n.ts'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Section } from '#kit/page.tsx'
import { queueList } from '../jobs/queries.ts'
import { useDeadCount } from '../jobs/use-dead-count.ts'
import classes from './overview.module.css'

export function BackgroundWork() {
  const queues = useQuery(queueList)
  const dead = useDeadCount({ enabled: true })
  return (
    <Section
      title={t('Background work')}
      actions={
        <AppLink to="/jobs" size="sm">
          {t('All jobs')}
        </AppLink>
      }
    >
      <Loaded query={queues} rows={3}>
        {(data) => (
          <dl className={classes['figures']}>
            <Figure label={t('Waiting')} value={total(data.queues.map(({ waiting }) => waiting))} />
            <Figure label={t('Running')} value={total(data.queues.map(({ running }) => running))} />
            <Figure label={t('Failed jobs')} value={dead.words} isBad={dead.count > 0} />
          </dl>
        )}
      </Loaded>
    </Section>
  )
}

type FigureProps = { label: string; value: string; isBad?: boolean }

const Figure = ({ label, value, isBad = false }: FigureProps) => (
  <div>
    <dt>{label}</dt>
    <dd data-bad={isBad || undefined}>
      <Link to="/jobs">{value}</Link>
    </dd>
  </div>
)

const total = (counts: number[]): string => number(counts.reduce((sum, count) => sum + count, 0))
