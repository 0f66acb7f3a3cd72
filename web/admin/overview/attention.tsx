import { useQuery } from '@tanstack/react-query'
import { ChevronRight, CircleCheck } from 'lucide-react'
import { Link } from '@tanstack/react-router'
import { asWords } from '#kit/as-words.ts'
import { AppLink } from '#kit/link.tsx'
import { Section } from '#kit/page.tsx'
import { StatusBadge, type Tone } from '#kit/status-badge.tsx'
import { ErrorFace, Waiting } from '#kit/faces.tsx'
import { plural, t } from '#kit/i18n.ts'
import { isLate } from '../jobs/lateness.ts'
import { queueList } from '../jobs/queries.ts'
import { type Amount, useNeedy, useParked } from '../attention/amounts.ts'
import { useDeadCount } from '../jobs/use-dead-count.ts'
import { useMay, useMe, type Me } from '../session.ts'
import classes from './overview.module.css'
import { readiness, type Check } from './queries.ts'
import type { Queue } from '../jobs/replies.ts'

type Matter = { tone: Tone; kind: string; words: string; to: string }

/** Only what somebody should do something about; an empty list is the good news. */
export function Attention() {
  const me = useMe()
  const checks = useQuery(readiness)
  const mayReadJobs = useMay('jobs.read')
  const queues = useQuery({ ...queueList, enabled: mayReadJobs })
  const dead = useDeadCount({ enabled: mayReadJobs })
  const waiting = useWaiting()
  const asked = [checks, queues, dead, ...waiting.asked]
  const isAsking = asked.some(({ isLoading }) => isLoading)
  const fault = asked.find(({ error }) => error)?.error
  const matters = [
    ...mattersOfChecks(checks.data ?? []),
    ...mattersOfDead(dead),
    ...waiting.matters,
    ...mattersOfQueues(queues.data?.queues ?? []),
    ...mattersOfAccount(me),
  ]
  return (
    <Section
      title={t('Needs attention')}
      actions={
        <AppLink to="/attention" size="sm">
          {t('Work through it')}
        </AppLink>
      }
    >
      {isAsking && <Waiting rows={2} />}
      {!isAsking && fault !== undefined && <ErrorFace error={fault} />}
      {!isAsking && fault === undefined && matters.length === 0 && (
        <p className={classes['calm']}>
          <CircleCheck size={18} aria-hidden />
          {t('Nothing needs you right now.')}
        </p>
      )}
      {!isAsking && matters.length > 0 && (
        <ul className={classes['matters']}>
          {matters.map((matter) => (
            <li key={matter.words}>
              <Link to={matter.to}>
                <StatusBadge tone={matter.tone}>{matter.kind}</StatusBadge>
                <span>{matter.words}</span>
                <ChevronRight size={16} aria-hidden />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

const mattersOfChecks = (checks: Check[]): Matter[] =>
  checks
    .filter(({ ok }) => !ok)
    .map(({ name, detail }) => ({
      tone: 'bad',
      kind: t('Not working'),
      words: `${name}: ${detail ?? t('does not answer')}`,
      to: '/',
    }))

function mattersOfDead({ count, words }: { count: number; words: string }): Matter[] {
  if (count === 0) return []
  const sentence = plural(
    count,
    '{{words}} job failed too often',
    '{{words}} jobs failed too often',
    {
      words,
    },
  )
  return [{ tone: 'bad', kind: t('Failed'), words: sentence, to: '/jobs' }]
}

/** What the page of this name lists, and no other number of the overview counts. */
function useWaiting(): { matters: Matter[]; asked: Amount[] } {
  const [parked, unmapped, refused] = [useParked(), useNeedy('sku'), useNeedy('push')]
  const matters: [amount: Amount, sentence: (words: string, count: number) => string][] = [
    [
      parked,
      (words, count) =>
        plural(
          count,
          '{{words}} message could not be read',
          '{{words}} messages could not be read',
          {
            words,
          },
        ),
    ],
    [
      unmapped,
      (words, count) =>
        plural(count, '{{words}} listing has no SKU', '{{words}} listings have no SKU', { words }),
    ],
    [
      refused,
      (words, count) =>
        plural(
          count,
          '{{words}} stock number was refused',
          '{{words}} stock numbers were refused',
          {
            words,
          },
        ),
    ],
  ]
  return {
    asked: [parked, unmapped, refused],
    matters: matters.flatMap(([{ count, words }, sentence]) =>
      count === 0
        ? []
        : [{ tone: 'warn', kind: t('Waiting'), words: sentence(words, count), to: '/attention' }],
    ),
  }
}

function mattersOfQueues(queues: Queue[]): Matter[] {
  const late = queues.filter(isLate)
  if (late.length === 0) return []
  const words = t('Work waits too long: {{jobs}}', {
    jobs: late.map(({ job }) => asWords(job)).join(', '),
  })
  return [{ tone: 'warn', kind: t('Late'), words, to: '/jobs' }]
}

function mattersOfAccount({ user }: Me): Matter[] {
  const matters: Matter[] = []
  const to = '/settings/profile'
  if (user.passwordChangeDue) {
    const words = t('Somebody else chose your password: choose one of your own')
    matters.push({ tone: 'warn', kind: t('Account'), words, to })
  }
  if (!user.totp) {
    const words = t('Two-step sign-in is off for your account')
    matters.push({ tone: 'warn', kind: t('Account'), words, to })
  }
  return matters
}
