import { StatusBadge, type Tone } from '#kit/status-badge.tsx'
import type { Take } from './queries.ts'

const STATES: Record<Take['state'], [Tone, string]> = {
  open: ['busy', 'Being counted'],
  closed: ['good', 'Booked'],
  dropped: ['quiet', 'Dropped'],
}

export function TakeState({ state }: Pick<Take, 'state'>) {
  const [tone, words] = STATES[state]
  return <StatusBadge tone={tone}>{words}</StatusBadge>
}
