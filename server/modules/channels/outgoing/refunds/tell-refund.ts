import type { Ctx } from '#platform/context.ts'
import { claimAttempt } from '../claim-attempt.ts'
import { pushRow } from '../push-row.ts'
import type { Outgoing } from '../store.ts'
import type { Found } from '../tell-platform.ts'
import { echoOf, markOf, refundIn } from './refundable.ts'
import { versionsOf } from './refunder.ts'

/**
 * Gives money back exactly once. One process tries at a time; and after an attempt whose end is
 * unknown, be it a lost answer or a crash of ours, nobody tries for as long as it could still be
 * going.
 */
export async function tellRefund(ctx: Ctx, found: Found, row: Outgoing): Promise<void> {
  if (row.state !== 'waiting') return
  const echo = echoOf(row, versionsOf(found.sold).whole.refunds)
  if (echo) return pushRow(ctx, row, async () => ({ type: 'done', reference: echo.externalId }))
  const { client, sold } = found
  await claimAttempt(ctx, row)
  const { externalId } = sold.order
  const refund = { externalId, ...refundIn(row), mark: markOf(row) }
  await pushRow(ctx, row, () => client.refundOrder!(refund, row.id))
}
