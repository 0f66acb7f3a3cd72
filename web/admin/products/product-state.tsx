import type { ProductView } from '#contract/catalog'
import { t } from '#kit/i18n.ts'
import { StatusBadge, type Tone } from '#kit/status-badge.tsx'

export const STATES: Record<ProductView['state'], [Tone, string]> = {
  draft: ['quiet', t('Draft')],
  published: ['good', t('Published')],
  archived: ['warn', t('Archived')],
}

/** Published, and yet no customer sees it: there is nothing of it to buy. */
export const isHidden = ({ state, variants }: Pick<ProductView, 'state' | 'variants'>): boolean =>
  state === 'published' && !variants.some(({ active }) => active)

export const ListedState = ({ product }: { product: ProductView }) =>
  isHidden(product) ? (
    <StatusBadge tone="warn">{t('Published, nothing for sale')}</StatusBadge>
  ) : (
    <ProductState state={product.state} />
  )

export function ProductState({ state }: Pick<ProductView, 'state'>) {
  const [tone, words] = STATES[state]
  return <StatusBadge tone={tone}>{words}</StatusBadge>
}
