import type { Ctx } from '#platform/context.ts'
import type { Tx } from '#platform/database.ts'
import { orderOf } from '../order-rows.ts'
import type { Order } from '../order.ts'
import { findOrder, listLines, lockOrder } from '../store.ts'
import { findDocument, type StoredDocument } from './store.ts'

/** An order that a platform has sold, with what the platform has said of it last. */
export type Sold = { order: Order; document: StoredDocument }

/** Undefined for orders that we took ourselves. */
export async function readSold(ctx: Ctx, orderId: string): Promise<Sold | undefined> {
  const document = await findDocument(ctx.db, ctx.orgId, orderId)
  const row = document && (await findOrder(ctx.db, ctx.orgId, orderId))
  return row && { document, order: orderOf(row, await listLines(ctx.db, ctx.orgId, orderId)) }
}

/** The same, with the order's row taken until the end of the transaction. */
export async function lockSold(ctx: Ctx, tx: Tx, orderId: string): Promise<Sold | undefined> {
  const row = await lockOrder(tx, ctx.orgId, orderId)
  const document = row && (await findDocument(tx, ctx.orgId, orderId))
  return document && { document, order: orderOf(row, await listLines(tx, ctx.orgId, orderId)) }
}
