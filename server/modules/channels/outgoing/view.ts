import type { Ctx } from '#platform/context.ts'
import type { OutgoingView } from './contract.ts'
import { mayBePushed } from './push-again.ts'
import { refundIn } from './refunds/refundable.ts'
import type { Outgoing } from './store.ts'

export async function viewOfOutgoing(ctx: Ctx, row: Outgoing): Promise<OutgoingView> {
  const { id, kind, state, reference, problem, refusedBy, createdAt, updatedAt } = row
  const refund = kind === 'refund' ? refundIn(row) : undefined
  return {
    ...{ id, kind, state, reference, problem, refusedBy },
    mayBePushed: await mayBePushed(ctx, ctx.db, row),
    amount: refund ? { minor: refund.amountMinor, currency: refund.currency } : null,
    ...{ createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() },
  }
}
