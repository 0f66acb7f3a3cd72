import { hash } from 'node:crypto'
import * as audit from '#audit'
import { keptLines, lockSold, type Sold, takeStepIn } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import type { RefundOrderBody } from '../contract.ts'
import { ChannelProblem } from '../../problems.ts'
import { keepOutgoing, listOutgoing, type Outgoing } from '../store.ts'
import { type Refundable, type RefundBody, worthOf } from './refundable.ts'
import { leftOf, type Refunder, versionsOf } from './refunder.ts'

export type AskRefund = {
  refunder: Refunder
  /** Is given by the caller. Asking again with the same key means the same refund, for ever. */
  key: string
  body: RefundOrderBody
}

/**
 * Writes down that money is to be given back, before any platform is called. It is decided under
 * the lock of the order, so that two who ask at once never give back more than there is.
 */
export async function askRefund(ctx: Ctx, { refunder, key, body }: AskRefund): Promise<Outgoing> {
  const { objection, order } = refunder
  if (objection) throw objection
  const { id: orderId } = order
  return inTransaction(ctx.db, async (tx) => {
    const sold = await lockSold(ctx, tx, orderId)
    if (!sold) throw ChannelProblem.order_not_found()
    const told = await listOutgoing(tx, ctx.orgId, orderId)
    const rowKey = keyOf(ctx, orderId, key)
    const known = told.find((one) => one.key === rowKey)
    if (known) return known
    const refund = refundOf(sold, leftOf(sold, told), body)
    const row = await write(ctx, tx, { sold, rowKey, refund, restock: body.restock })
    if (body.restock) await takeBack(ctx, tx, sold, body)
    return row
  })
}

const keyOf = ({ actor }: Ctx, orderId: string, key: string): string =>
  `refund/${orderId}/${hash('sha256', `${actor.type}:${actor.id}/${key}`).slice(0, 32)}`

/** The refund in the words of the platform; refused where it is more than what is left. */
function refundOf(sold: Sold, left: Refundable, body: RefundOrderBody): RefundBody {
  const { whole } = versionsOf(sold)
  const { currency, lines: ours } = sold.order
  if (left.amountMinor === 0) throw ChannelProblem.refund_nothing_left()
  let worthMinor = 0
  const lines = (body.lines ?? []).map(({ line, quantity }) => {
    const externalLineId = ours.find((one) => one.line === line)?.externalId
    const said = whole.lines.find((one) => one.externalLineId === externalLineId)
    const most = left.pieces.get(externalLineId ?? '') ?? 0
    if (!said || quantity > most) throw ChannelProblem.refund_lines_wrong({ line, left: most })
    worthMinor += worthOf(said, quantity, whole.taxIncluded)
    return { externalLineId: said.externalLineId, quantity }
  })
  // Earlier refunds of amounts may have been for these lines, so it is no more than what is left.
  const amountMinor = body.amountMinor ?? Math.min(worthMinor, left.amountMinor)
  if (amountMinor > left.amountMinor) {
    throw ChannelProblem.refund_too_large({ leftMinor: left.amountMinor, currency })
  }
  if (amountMinor === 0) throw ChannelProblem.refund_of_nothing()
  return { amountMinor, currency, reason: body.reason, lines }
}

type Written = { sold: Sold; rowKey: string; refund: RefundBody; restock: boolean }

async function write(ctx: Ctx, tx: Tx, { sold, rowKey, refund, restock }: Written) {
  const { id: orderId, storeId } = sold.order
  const id = newId()
  const row = await keepOutgoing(tx, ctx.orgId, {
    ...{ id, storeId, orderId, key: rowKey, kind: 'refund', body: refund },
  })
  const subject = { type: 'order', id: orderId }
  const { reason, amountMinor, currency, lines } = refund
  const asked = { orderId, storeId, outgoingId: id, amountMinor, currency, lines, restock }
  await ctx.emit(tx, { type: 'order.refund_asked', subject, data: { ...asked, reason } })
  // The words that were typed are left out, because nothing can be erased from the audit log.
  await audit.record(ctx, tx, { action: 'order.refund_asked', subject, after: asked })
  return row
}

/** Takes back pieces that have left here. The platform takes out the others itself. */
async function takeBack(ctx: Ctx, tx: Tx, { order }: Sold, { lines }: RefundOrderBody) {
  const kept = new Map(keptLines(order).map(({ line, quantity }) => [line, quantity]))
  const back = (lines ?? [])
    .map(({ line, quantity }) => ({ line, quantity: Math.min(quantity, kept.get(line) ?? 0) }))
    .filter(({ quantity }) => quantity > 0)
  if (back.length === 0) return
  const step = { type: 'take_back', goods: 'restock', lines: back } as const
  await takeStepIn(ctx, tx, { orderId: order.id, step })
}
