import { VisuallyHidden } from '@mantine/core'
import type { ListedOrderView } from '#contract/orders/lists'
import { number, t } from '#kit/i18n.ts'
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
  return <StatusBadge tone="quiet">{sentBy(store)}</StatusBadge>
}

const sentBy = (store: Sender['store']) => t('{{store}} sends this order', { store: store.name })

export const Holds = ({ holds }: { holds: readonly string[] }) =>
  holds.map((hold) => (
    <StatusBadge key={hold} tone="warn">
      {onHold(hold)}
    </StatusBadge>
  ))

const onHold = (hold: string) =>
  t('On hold: {{reason}}', { reason: withinASentence(holdWords(hold)) })

type Standing = Headed & Sender & Pick<ListedOrderView, 'holds'>

/** In the one line that a list has for it: the reasons without their frame, and only the first. */
export function ShortStanding({ order }: { order: Standing }) {
  const { holds, test, sentByStore, store } = order
  const [first, ...others] = holds
  return (
    <>
      <OrderStatus order={order} />
      {first !== undefined && (
        <StatusBadge tone="warn">
          <Short says={holds.map(onHold).join(', ')}>
            {others.length === 0
              ? holdWords(first)
              : `${holdWords(first)} +${number(others.length)}`}
          </Short>
        </StatusBadge>
      )}
      {test || !sentByStore ? (
        <NotToPack order={order} />
      ) : (
        <StatusBadge tone="quiet">
          <Short says={sentBy(store)}>{t('Its store sends it')}</Short>
        </StatusBadge>
      )}
    </>
  )
}

/** All of it is read aloud, and shown where the pointer rests. */
const Short = ({ says, children }: { says: string; children: string }) => (
  <span title={says}>
    <span aria-hidden>{children}</span>
    <VisuallyHidden>{says}</VisuallyHidden>
  </span>
)

/** What is written in capitals, such as SKU, stays so. */
const withinASentence = (words: string) => words.charAt(0).toLowerCase() + words.slice(1)
