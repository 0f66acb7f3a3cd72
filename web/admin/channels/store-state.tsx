import type { StoreView } from '#contract/channels'
import { t } from '#kit/i18n.ts'
import { StatusBadge, type Tone } from '#kit/status-badge.tsx'

const STATES: Record<StoreView['state'], [Tone, string]> = {
  active: ['good', t('Connected')],
  paused: ['quiet', t('Paused')],
  disconnected: ['bad', t('Disconnected')],
}

export function StoreState({ state }: Pick<StoreView, 'state'>) {
  const [tone, words] = STATES[state]
  return <StatusBadge tone={tone}>{words}</StatusBadge>
}
