import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { AppLink } from '#kit/link.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Section } from '#kit/page.tsx'
import { queueList } from '../jobs/queries.ts'
import type { Queue } from '../jobs/replies.ts'
import classes from './overview.module.css'

const FIGURES = ['waiting', 'running', 'dead'] as const

export function BackgroundWork() {
  const queues = useQuery(queueList)
  return (
    <Section
      title="Background work"
      actions={
        <AppLink to="/jobs" size="sm">
          All jobs
        </AppLink>
      }
    >
      <Loaded query={queues} rows={3}>
        {(data) => (
          <dl className={classes['figures']}>
            {FIGURES.map((figure) => (
              <Figure key={figure} figure={figure} queues={data.queues} />
            ))}
          </dl>
        )}
      </Loaded>
    </Section>
  )
}

type FigureProps = { figure: (typeof FIGURES)[number]; queues: Queue[] }

function Figure({ figure, queues }: FigureProps) {
  const total = queues.reduce((sum, queue) => sum + queue[figure], 0)
  return (
    <div>
      <dt>{LABELS[figure]}</dt>
      <dd data-bad={(figure === 'dead' && total > 0) || undefined}>
        <Link to="/jobs">{total.toLocaleString()}</Link>
      </dd>
    </div>
  )
}

const LABELS = { waiting: 'Waiting', running: 'Running', dead: 'Dead letters' }
