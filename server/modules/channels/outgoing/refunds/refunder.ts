import type { Sold } from '#orders'
import type { Ctx } from '#platform/context.ts'
import type { Problem } from '#platform/problem.ts'
import { findAccount } from '#stores'
import type { CanonicalOrder } from '../../canonical.ts'
import { type KeptPart, withParts } from '../../parts.ts'
import { ChannelProblem } from '../../problems.ts'
import { findAdapter } from '../../registry.ts'
import type { Outgoing } from '../store.ts'
import { type Refundable, refundableOf } from './refundable.ts'

/** Money that the platform has, and may give back. */
const TAKEN: ReadonlySet<string> = new Set(['paid', 'partly_refunded', 'refunded'])

/** Why the money of this order is not given back from here at all; nothing where it can be. */
export async function objectionTo(ctx: Ctx, sold: Sold | undefined): Promise<Problem | undefined> {
  if (!sold) return ChannelProblem.refund_own_order()
  const { order, document } = sold
  const account = await findAccount(ctx.db, ctx.orgId, order.storeId)
  const adapter = account && findAdapter(account.platform)
  if (!adapter || account.state === 'disconnected') return ChannelProblem.refund_disconnected()
  if (document.canonical === null) return ChannelProblem.refund_erased()
  const why = adapter.noRefund?.(document.canonical as CanonicalOrder)
  if (why !== undefined) return ChannelProblem.refund_not_supported({ why })
  if (order.isTest) return ChannelProblem.refund_trial()
  return TAKEN.has(order.payment) ? undefined : ChannelProblem.refund_not_taken()
}

/** The last version of the platform, and the same with the parts that came since. */
export function versionsOf({ document }: Sold): { version: CanonicalOrder; whole: CanonicalOrder } {
  const version = document.canonical as CanonicalOrder
  return { version, whole: withParts(version, document.parts as KeptPart[]) }
}

export const leftOf = (sold: Sold, told: readonly Outgoing[]): Refundable =>
  refundableOf({ order: sold.order, ...versionsOf(sold), told })
