import type { Ctx } from '#platform/context.ts'
import type { Problem } from '#platform/problem.ts'
import type { RefundableView } from '../contract.ts'
import { ChannelProblem } from '../../problems.ts'
import { listOutgoing } from '../store.ts'
import { worthOf } from './refundable.ts'
import { findRefunder, leftOf, versionsOf } from './refunder.ts'

/** Reads what can still be given back of an order, or why nothing can. */
export async function readRefundable(ctx: Ctx, orderId: string): Promise<RefundableView> {
  const { order, sold, adapter, objection } = await findRefunder(ctx, orderId)
  const { currency } = order
  const { title = '', refundNote = null } = adapter ?? {}
  const nothing = { platform: title, note: null, currency, leftMinor: 0, lines: [] }
  if (objection || !sold) return { ...nothing, why: wordsOf(objection) }
  const left = leftOf(sold, await listOutgoing(ctx.db, ctx.orgId, orderId))
  if (left.amountMinor === 0) {
    return { ...nothing, why: wordsOf(ChannelProblem.refund_nothing_left()) }
  }
  const { whole } = versionsOf(sold)
  const lines = sold.order.lines.flatMap(({ line, externalId }) => {
    const said = whole.lines.find(({ externalLineId }) => externalLineId === externalId)
    const pieces = left.pieces.get(externalId ?? '') ?? 0
    if (!said || pieces === 0) return []
    return [{ line, left: pieces, eachMinor: worthOf(said, 1, whole.taxIncluded) }]
  })
  const leftMinor = left.amountMinor
  return { platform: title, why: null, note: refundNote, leftMinor, currency, lines }
}

const wordsOf = (objection: Problem | undefined): string | null => {
  const why = objection?.details['why']
  return typeof why === 'string' ? why : (objection?.message ?? null)
}
