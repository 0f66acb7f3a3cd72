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

type Status = NonNullable<Message['results']>[number]['status']

/** What became of one order of a message, in the same words as of the whole. */
export const statusWords = (status: Status): string =>
  VERDICTS[status === 'queued' ? 'fetching' : status][1]

type VerdictProps = Pick<Message, 'verdict'> & {
  /** Not of an order, but of stock or of somebody who wants to be forgotten. */
  isOfOther?: boolean
}

/** What became of a message. */
export function Verdict({ verdict, isOfOther = false }: VerdictProps) {
  const [tone, words] = VERDICTS[verdict]
  const isDone = isOfOther && verdict === 'updated'
  return <StatusBadge tone={tone}>{isDone ? t('Dealt with') : words}</StatusBadge>
}
