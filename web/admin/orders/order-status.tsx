import { StatusBadge } from '#kit/status-badge.tsx'
import { holdWords, STATUSES, type OrderStatus } from './words.ts'

export function OrderStatus({ status }: { status: OrderStatus }) {
  const { words, tone } = STATUSES[status]
  return <StatusBadge tone={tone}>{words}</StatusBadge>
}

export const Holds = ({ holds }: { holds: readonly string[] }) =>
  holds.map((hold) => (
    <StatusBadge key={hold} tone="warn">
      On hold: {holdWords(hold).toLowerCase()}
    </StatusBadge>
  ))
