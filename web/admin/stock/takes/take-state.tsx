import { t } from '#kit/i18n.ts'
import { StatusBadge, type Tone } from '#kit/status-badge.tsx'
import type { Take } from './queries.ts'

const STATES: Record<Take['state'], [Tone, string]> = {
  open: ['busy', t('Being counted')],
  closed: ['good', t('Booked')],
  dropped: ['quiet', t('Dropped')],
}

export function TakeState({ state }: Pick<Take, 'state'>) {
  const [tone, words] = STATES[state]
  return <StatusBadge tone={tone}>{words}</StatusBadge>
}
