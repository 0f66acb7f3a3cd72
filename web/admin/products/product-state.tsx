import type { ProductView } from '#contract/catalog'
import { t } from '#kit/i18n.ts'
import { StatusBadge, type Tone } from '#kit/status-badge.tsx'

export const STATES: Record<ProductView['state'], [Tone, string]> = {
  draft: ['quiet', t('Draft')],
  published: ['good', t('Published')],
  archived: ['warn', t('Archived')],
}

export function ProductState({ state }: Pick<ProductView, 'state'>) {
  const [tone, words] = STATES[state]
  return <StatusBadge tone={tone}>{words}</StatusBadge>
}
