import type { Ctx } from '#platform/context.ts'
import { PlatformBusy } from '../platform-busy.ts'
import { pushRow } from '../push-row.ts'
import { claimOutgoing, type Outgoing } from '../store.ts'
import type { Found } from '../tell-platform.ts'
import { echoOf, markOf, refundIn } from './refundable.ts'
import { versionsOf } from './refunder.ts'

/**
 * Longer than any attempt takes, with what a slow shop still does after we have hung up. Whoever
 * comes after it looks first whether the refund is there, so nothing of it may be under way.
 */
const ATTEMPT_MS = 5 * 60_000

/**
 * Money that went back goes back once. One process tries at a time, and after an attempt whose end
 * nobody knows, be it a lost answer or our own death, none for as long as it could still be going.
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
