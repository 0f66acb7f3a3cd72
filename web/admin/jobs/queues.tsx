import { Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asWords } from '#kit/as-words.ts'
import { EmptyFace } from '#kit/faces.tsx'
import { number, t } from '#kit/i18n.ts'
import { Loaded } from '#kit/loaded.tsx'
import { Section } from '#kit/page.tsx'
import { StatusBadge, type Tone } from '#kit/status-badge.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { isLate } from './lateness.ts'
import { queueList } from './queries.ts'
import type { Queue } from './replies.ts'

export function Queues() {
  const queues = useQuery(queueList)
  const [isWhole, setIsWhole] = useState(false)
  return (
    <Section
      title={t('Queues')}
      description={t('One for each kind of job. This looks again every 5 seconds.')}
      actions={
        <Switch
          size="xs"
          label={t('Empty ones too')}
          checked={isWhole}
          onChange={(event) => setIsWhole(event.currentTarget.checked)}
        />
      }
    >
      <Loaded query={queues}>
        {(data) => (
          <Table
            label={t('Queues')}
            columns={columns}
            rows={isWhole ? data.queues : data.queues.filter(hasWork)}
            keyOf={(queue) => queue.job}
            empty={CALM}
          />
        )}
      </Loaded>
    </Section>
  )
}

const hasWork = (queue: Queue): boolean =>
  queue.waiting + queue.scheduled + queue.running + queue.dead > 0

const CALM = (
  <EmptyFace title={t('Every queue is empty.')} advice={t('What waits or runs stands here.')} />
)

const columns: Columns<Queue> = [
  { title: t('Job'), leads: true, cell: (queue) => asWords(queue.job) },
  { title: t('State'), cell: (queue) => <QueueState queue={queue} /> },
  { title: t('Waiting'), align: 'right', cell: (queue) => count(queue.waiting) },
  { title: t('Scheduled'), align: 'right', cell: (queue) => count(queue.scheduled) },
  { title: t('Running'), align: 'right', cell: (queue) => count(queue.running) },
  { title: t('Failed'), align: 'right', cell: (queue) => count(queue.dead) },
]

function QueueState({ queue }: { queue: Queue }) {
  const [tone, words] = stateOf(queue)
  return <StatusBadge tone={tone}>{words}</StatusBadge>
}

function stateOf(queue: Queue): [Tone, string] {
  if (isLate(queue))
    return ['warn', t('Late by {{time}}', { time: duration(queue.oldestWaitingS ?? 0) })]
  return queue.waiting + queue.running > 0 ? ['busy', t('Working')] : ['quiet', t('Idle')]
}

function duration(seconds: number): string {
  if (seconds < 120) return t('{{seconds}} s', { seconds: Math.round(seconds) })
  if (seconds < 7_200) return t('{{minutes}} min', { minutes: Math.round(seconds / 60) })
  return t('{{hours}} h', { hours: Math.round(seconds / 3_600) })
}

/** The server stops counting there. */
const COUNTED_MAX = 10_000

const count = (value: number): string =>
  value >= COUNTED_MAX ? `${number(COUNTED_MAX)}+` : number(value)
