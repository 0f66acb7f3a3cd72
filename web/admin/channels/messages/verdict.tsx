import { t } from '#kit/i18n.ts'
import { StatusBadge, type Tone } from '#kit/status-badge.tsx'
import type { Message } from './queries.ts'

const VERDICTS: Record<Message['verdict'], [Tone, string]> = {
  created: ['good', t('New order')],
  updated: ['good', t('Changed an order')],
  duplicate: ['quiet', t('Known already')],
  ignored: ['quiet', t('Nothing to do')],
  parked: ['bad', t('Parked')],
  working: ['busy', t('Being read')],
  fetching: ['busy', t('Fetching the order')],
  waiting: ['busy', t('Waits for its order')],
  discarded: ['quiet', t('Given up')],
}

/** What became of a message. */
export function Verdict({ verdict }: Pick<Message, 'verdict'>) {
  const [tone, words] = VERDICTS[verdict]
  return <StatusBadge tone={tone}>{words}</StatusBadge>
}
