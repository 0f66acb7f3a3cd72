import { t } from '#kit/i18n.ts'
import { StatusBadge } from '#kit/status-badge.tsx'
import { holdWords, STATUSES, type OrderStatus } from './words.ts'

export function OrderStatus({ status }: { status: OrderStatus }) {
  const { words, tone } = STATUSES[status]
  return <StatusBadge tone={tone}>{words}</StatusBadge>
}

export const Holds = ({ holds }: { holds: readonly string[] }) =>
  holds.map((hold) => (
    <StatusBadge key={hold} tone="warn">
      {t('On hold: {{reason}}', { reason: withinASentence(holdWords(hold)) })}
    </StatusBadge>
  ))

/** What is written in capitals, such as SKU, stays so. */
const withinASentence = (words: string) => words.charAt(0).toLowerCase() + words.slice(1)
