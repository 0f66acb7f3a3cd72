import { StatusBadge, type Tone } from '#kit/status-badge.tsx'
import type { Message } from './queries.ts'

const VERDICTS: Record<Message['verdict'], [Tone, string]> = {
  created: ['good', 'New order'],
  updated: ['good', 'Changed an order'],
  duplicate: ['quiet', 'Known already'],
  ignored: ['quiet', 'Nothing to do'],
  parked: ['bad', 'Parked'],
  working: ['busy', 'Being read'],
  fetching: ['busy', 'Fetching the order'],
  waiting: ['busy', 'Waits for its order'],
  discarded: ['quiet', 'Given up'],
}

/** What became of a message. */
export function Verdict({ verdict }: Pick<Message, 'verdict'>) {
  const [tone, words] = VERDICTS[verdict]
  return <StatusBadge tone={tone}>{words}</StatusBadge>
}
