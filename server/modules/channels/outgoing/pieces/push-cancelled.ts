import type { Ctx } from '#platform/context.ts'
import type { CanonicalOrder } from '../../canonical.ts'
import { claimAttempt } from '../claim-attempt.ts'
import { pushRow } from '../push-row.ts'
import { listOutgoing, type Outgoing } from '../store.ts'
import type { Found } from '../tell-platform.ts'
import { both, isBefore } from '../unsent.ts'
import { cancelledIn, markOf, untoldPieces, worthOfLines } from './cancelled-lines.ts'

export const BY_HAND =
  'This platform knows no call that takes single pieces out of an order. Cancel them there by hand.'

/**
 * Takes them out once. Not every platform knows a key, so one process tries at a time, and each
 * attempt looks first whether an earlier one has come through.
 */
export async function pushCancelledPieces(ctx: Ctx, found: Found, row: Outgoing): Promise<void> {
  const { client, sold } = found
  const { orgId, db } = ctx
  const others = (await listOutgoing(db, orgId, row.orderId)).filter((one) => isBefore(one, row))
  const known = sold.document.canonical as CanonicalOrder
  const { lines: wanted, reason } = cancelledIn(row)
  const lines = both(wanted, untoldPieces(sold.order, known, others))
  if (lines.length === 0 || !client.cancelLines) {
    return pushRow(ctx, row, async () =>
      client.cancelLines ? { type: 'done', reference: null } : { type: 'refused', why: BY_HAND },
    )
  }
  await claimAttempt(ctx, row)
  const { externalId, currency } = sold.order
  const amountMinor = worthOfLines(known, lines)
  const told = { externalId, currency, amountMinor, reason, mark: markOf(row), lines }
  await pushRow(ctx, row, () => client.cancelLines!(told, row.id))
}
