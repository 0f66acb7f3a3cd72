import type { ListedOrderView } from '#contract/orders/lists'
import { t } from '#kit/i18n.ts'
import { StatusBadge } from '#kit/status-badge.tsx'
import { headlineOf, holdWords, type Headed } from './words.ts'

export function OrderStatus({ order }: { order: Headed }) {
  const { words, tone } = headlineOf(order)
  return <StatusBadge tone={tone}>{words}</StatusBadge>
}

type Sender = Pick<ListedOrderView, 'test' | 'sentByStore' | 'store'>

/** Why there is nothing to pack, although the order is open. */
export function NotToPack({ order: { test, sentByStore, store } }: { order: Sender }) {
  if (test) return <StatusBadge tone="quiet">{t('Test order')}</StatusBadge>
  if (!sentByStore) return null
  return (
    <StatusBadge tone="quiet">{t('{{store}} sends this order', { store: store.name })}</StatusBadge>
  )
}

export const Holds = ({ holds }: { holds: readonly string[] }) =>
  holds.map((hold) => (
    <StatusBadge key={hold} tone="warn">
      {t('On hold: {{reason}}', { reason: withinASentence(holdWords(hold)) })}
    </StatusBadge>
  ))

/** What is written in capitals, such as SKU, stays so. */
const withinASentence = (words: string) => words.charAt(0).toLowerCase() + words.slice(1)
