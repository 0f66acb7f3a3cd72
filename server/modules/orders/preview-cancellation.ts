import * as payments from '#payments'
import type { Ctx } from '#platform/context.ts'
import type { CancellationPreview } from './contract.ts'
import type { Order } from './order.ts'
import { orderOf } from './order-rows.ts'
import { type LineQuantity, openLines } from './pieces.ts'
import { OrderProblem } from './problems.ts'
import { findOrder, listLines } from './store.ts'
import { stepOrRefuse } from './take-step.ts'

type Asked = {
  orderId: string
  lines?: LineQuantity[] | undefined
  expectedVersion?: number | undefined
}

/** What cancelling these pieces would do to the money, decided as it would be; changes nothing. */
export async function previewCancellation(ctx: Ctx, asked: Asked): Promise<CancellationPreview> {
  const { orderId, expectedVersion } = asked
  const row = await findOrder(ctx.db, ctx.orgId, orderId)
  if (!row) throw OrderProblem.order_not_found()
  const before = orderOf(row, await listLines(ctx.db, ctx.orgId, orderId))
  const { version, currency } = before
  if (expectedVersion !== undefined && expectedVersion !== version) {
    throw OrderProblem.order_changed({ version })
  }
  const lines = asked.lines ?? openLines(before)
  const after = stepOrRefuse(before, { type: 'cancel_lines', reason: '', lines })
  const [fromMinor, toMinor] = [owedFor(before), owedFor(after)]
  const givenBackMinor = await payments.foreseeRefund(ctx, orderId, { fromMinor, toMinor })
  return {
    ...{ cancelsOrder: after.lifecycle === 'cancelled', currency },
    ...{ takenOffMinor: fromMinor - toMinor, givenBackMinor: givenBackMinor ?? null },
  }
}

/** A cancelled order keeps the total that it had, and nobody owes it. */
const owedFor = ({ lifecycle, grandTotalMinor }: Order): number =>
  lifecycle === 'cancelled' ? 0 : grandTotalMinor
