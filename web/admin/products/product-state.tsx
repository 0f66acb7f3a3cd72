import type { ProductView } from '#contract/catalog'
import { StatusBadge, type Tone } from '#kit/status-badge.tsx'

const STATES: Record<ProductView['state'], [Tone, string]> = {
  draft: ['quiet', 'Draft'],
  published: ['good', 'Published'],
  archived: ['warn', 'Archived'],
}

export function ProductState({ state }: Pick<ProductView, 'state'>) {
  const [tone, words] = STATES[state]
  return <StatusBadge tone={tone}>{words}</StatusBadge>
}
