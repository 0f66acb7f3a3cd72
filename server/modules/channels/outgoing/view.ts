import type { OutgoingView } from './contract.ts'
import { refundIn } from './refunds/refundable.ts'
import type { Outgoing } from './store.ts'

export function viewOfOutgoing(row: Outgoing): OutgoingView {
  const { id, kind, state, reference, problem, createdAt, updatedAt } = row
  const refund = kind === 'refund' ? refundIn(row) : undefined
  return {
    ...{ id, kind, state, reference, problem },
    amount: refund ? { minor: refund.amountMinor, currency: refund.currency } : null,
    ...{ createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() },
  }
}
