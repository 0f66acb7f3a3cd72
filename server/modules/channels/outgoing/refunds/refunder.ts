import { findOrder, readSold, type Sold } from '#orders'
import type { Ctx } from '#platform/context.ts'
import type { Problem } from '#platform/problem.ts'
import { findAccount } from '#stores'
import type { Adapter } from '../../adapter.ts'
import type { CanonicalOrder } from '../../canonical.ts'
import { type KeptPart, withParts } from '../../kept-parts.ts'
import { ChannelProblem } from '../../problems.ts'
import { findAdapter } from '../../registry.ts'
import type { Outgoing } from '../store.ts'
import { type Refundable, refundableOf } from './refundable.ts'

/** The states in which the platform has money that it may give back. */
const TAKEN: ReadonlySet<string> = new Set(['paid', 'partly_refunded', 'refunded'])

export type Refunder = {
  order: { id: string; currency: string }
  /** Undefined for an order of our own. */
  sold: Sold | undefined
  adapter: Adapter | undefined
  /** Why the money cannot be given back from here; undefined where it can. */
  objection: Problem | undefined
}

/** Finds who gives the money of an order back, or why nobody does. */
export async function findRefunder(ctx: Ctx, orderId: string): Promise<Refunder> {
  const sold = await readSold(ctx, orderId)
  const order = sold?.order ?? (await findOrder(ctx.db, ctx.orgId, orderId))
  if (!order) throw ChannelProblem.order_not_found()
  const account = sold && (await findAccount(ctx.db, ctx.orgId, sold.order.storeId))
  const adapter = account && findAdapter(account.platform)
  const isConnected = account?.state !== 'disconnected'
  return { order, sold, adapter, objection: objectionTo(sold, isConnected ? adapter : undefined) }
}

function objectionTo(sold: Sold | undefined, adapter: Adapter | undefined): Problem | undefined {
  if (!sold) return ChannelProblem.refund_own_order()
  if (!adapter) return ChannelProblem.refund_disconnected()
  const { order, document } = sold
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
