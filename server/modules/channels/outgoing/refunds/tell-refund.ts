import type { Ctx } from '#platform/context.ts'
import { PlatformBusy } from '../platform-busy.ts'
import { pushRow } from '../push-row.ts'
import { claimOutgoing, type Outgoing } from '../store.ts'
import type { Found } from '../tell-platform.ts'
import { echoOf, markOf, refundIn } from './refundable.ts'
import { versionsOf } from './refunder.ts'

/**
 * Longer than any attempt takes, including what a slow shop still does after our time limit.
 * Whoever tries next looks first whether the refund exists, so no earlier attempt may be under way.
 */
const ATTEMPT_MS = 5 * 60_000

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
  const now = ctx.clock.now()
  const over = new Date(now.getTime() - ATTEMPT_MS)
  if (!(await claimOutgoing(ctx.db, ctx.orgId, row.id, { now, over })))
    throw new PlatformBusy(TRIED)
  const { externalId } = sold.order
  const refund = { externalId, ...refundIn(row), mark: markOf(row) }
  await pushRow(ctx, row, () => client.refundOrder!(refund, row.id))
}

const TRIED = 'It was tried a moment ago. After a while it is looked up, and tried again if needed.'
