import { findOrder, readSold } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { findAccount } from '#stores'
import type { RefundableView } from '../contract.ts'
import { ChannelProblem } from '../../problems.ts'
import { findAdapter } from '../../registry.ts'
import { listOutgoing } from '../store.ts'
import { worthOf } from './refundable.ts'
import { leftOf, objectionTo, versionsOf } from './refunder.ts'

/** What can still be given back of an order, or why nothing, before anybody asks for it. */
export async function readRefundable(ctx: Ctx, orderId: string): Promise<RefundableView> {
  const order = await findOrder(ctx.db, ctx.orgId, orderId)
  if (!order) throw ChannelProblem.order_not_found()
  const { currency } = order
  const sold = await readSold(ctx, orderId)
  const objection = await objectionTo(ctx, sold)
  const account = sold && (await findAccount(ctx.db, ctx.orgId, sold.order.storeId))
  const { title = '', refundNote = null } = (account && findAdapter(account.platform)) ?? {}
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

const wordsOf = (objection: Awaited<ReturnType<typeof objectionTo>>): string | null => {
  const why = objection?.details['why']
  return typeof why === 'string' ? why : (objection?.message ?? null)
}
