import { ERASED_NAME } from '#customers'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { changeOrderIn } from '../change-order.ts'
import {
  eraseDeadLetters,
  eraseNotes,
  eraseOrderRow,
  eraseSearch,
  type HistoryRow,
  listHistory,
  listOrdersOf,
  type Position,
  rewriteHistory,
} from './store.ts'
import { eraseDocument } from '../channel/store.ts'
import { heldWhenErased, withoutPersonIn } from '../personal.ts'
import { lockOrder } from '../store.ts'

const ORDERS_PER_PAGE = 200

/**
 * Takes a person out of all their orders, each in a transaction of its own, so that no editor waits
 * for more than one. Run again, it does the rest.
 */
export async function eraseOrdersOf(
  ctx: Ctx,
  customerIds: string[],
  signal?: AbortSignal,
): Promise<void> {
  for (let after: Position | undefined; ;) {
    const page = { after, limit: ORDERS_PER_PAGE }
    const orders = await listOrdersOf(ctx.db, ctx.orgId, customerIds, page)
    for (const { id } of orders) {
      signal?.throwIfAborted()
      await inTransaction(ctx.db, (tx) => eraseOrder(ctx, tx, id))
    }
    if (orders.length < ORDERS_PER_PAGE) return
    after = orders.at(-1)
  }
}

/**
 * The row and its history lose the same members at once. Then the order is changed as always: its
 * version grows, so that an editor who still has the old words on the screen cannot save them.
 */
async function eraseOrder(ctx: Ctx, tx: Tx, orderId: string): Promise<void> {
  const { orgId } = ctx
  await lockOrder(tx, orgId, orderId)
  const notes = await eraseNotes(tx, orgId, orderId)
  const events = (await listHistory(tx, orgId, orderId)).flatMap(erasedIfNeeded)
  if (notes === 0 && events.length === 0) return // Erased before.

  for (const event of events) await rewriteHistory(tx, orgId, orderId, event)
  await eraseOrderRow(tx, orgId, orderId, { name: ERASED_NAME })
  await eraseSearch(tx, orgId, orderId, { name: ERASED_NAME })
  await eraseDeadLetters(tx, orgId, orderId)
  await eraseDocument(tx, orgId, orderId)
  await changeOrderIn(ctx, tx, { orderId, event: 'order.erased', change: heldWhenErased })
}

function erasedIfNeeded(event: HistoryRow): HistoryRow[] {
  const data = withoutPersonIn(event)
  return JSON.stringify(data) === JSON.stringify(event.data) ? [] : [{ ...event, data }]
}
