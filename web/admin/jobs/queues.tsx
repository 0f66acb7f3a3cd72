import { useQuery } from '@tanstack/react-query'
import { EmptyFace } from '#kit/faces.tsx'
import { Loaded } from '#kit/loaded.tsx'
import { Section } from '#kit/page.tsx'
import { StatusBadge, type Tone } from '#kit/status-badge.tsx'
import { Table, type Columns } from '#kit/table.tsx'
import { isLate } from './lateness.ts'
import { queueList } from './queries.ts'
import type { Queue } from './replies.ts'

export function Queues() {
  const queues = useQuery(queueList)
  return (
    <Section
      title="Queues"
      description="One for each kind of job. This looks again every 5 seconds."
    >
      <Loaded query={queues}>
        {(data) => (
          <Table
            label="Queues"
            columns={columns}
            rows={data.queues}
            keyOf={(queue) => queue.job}
            empty={
              <EmptyFace
                title="No queues yet."
                advice="They appear with the first background work."
              />
            }
          />
        )}
      </Loaded>
    </Section>
  )
}

const columns: Columns<Queue> = [
  { title: 'Job', leads: true, cell: (queue) => queue.job },
  { title: 'State', cell: (queue) => <QueueState queue={queue} /> },
  { title: 'Waiting', align: 'right', cell: (queue) => count(queue.waiting) },
  { title: 'Scheduled', align: 'right', cell: (queue) => count(queue.scheduled) },
  { title: 'Running', align: 'right', cell: (queue) => count(queue.running) },
  { title: 'Dead', align: 'right', cell: (queue) => count(queue.dead) },
]

function QueueState({ queue }: { queue: Queue }) {
  const [tone, words] = stateOf(queue)
  return <StatusBadge tone={tone}>{words}</StatusBadge>
}

function stateOf(queue: Queue): [Tone, string] {
  if (isLate(queue)) return ['warn', `Late by ${duration(queue.oldestWaitingS ?? 0)}`]
  return queue.waiting + queue.running > 0 ? ['busy', 'Working'] : ['quiet', 'Idle']
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`
  return `${Math.round(seconds / 3_600)} h`
}

/** The server stops counting there. */
const COUNTED_MAX = 10_000

const count = (value: number): string =>
  value >= COUNTED_MAX ? `${COUNTED_MAX.toLocaleString()}+` : value.toLocaleString()
