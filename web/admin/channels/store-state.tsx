import type { StoreView } from '#contract/channels'
import { StatusBadge, type Tone } from '#kit/status-badge.tsx'

const STATES: Record<StoreView['state'], [Tone, string]> = {
  active: ['good', 'Connected'],
  paused: ['quiet', 'Paused'],
  disconnected: ['bad', 'Disconnected'],
}

export function StoreState({ state }: Pick<StoreView, 'state'>) {
  const [tone, words] = STATES[state]
  return <StatusBadge tone={tone}>{words}</StatusBadge>
}
