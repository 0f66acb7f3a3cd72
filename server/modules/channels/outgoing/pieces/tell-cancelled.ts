import { readSold, type Sold } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { inTransaction } from '#platform/database.ts'
import { newId } from '#platform/random.ts'
import type { CanonicalOrder } from '../../canonical.ts'
import { saveRefused } from '../push-row.ts'
import { keepOutgoing, listOutgoing, type Outgoing } from '../store.ts'
import { findClient } from '../tell-platform.ts'
import { both } from '../unsent.ts'
import { type Cancelling, linesCancelled, untoldPieces } from './cancelled-lines.ts'
import { BY_HAND, pushCancelledPieces } from './push-cancelled.ts'

export type PiecesCancelled = {
  orderId: string
  version: number
  reason: string
  lines: Cancelling
}

/**
 * Tells the platform that single pieces were cancelled here. Where it has no call for that, the
 * timeline says that somebody must tell it, or its buyer waits for what never comes.
 */
export async function tellCancelledPieces(ctx: Ctx, told: PiecesCancelled): Promise<void> {
  const sold = await soldThere(ctx, told.orderId)
  if (!sold) return
  const row = await rowOf(ctx, sold, told)
  if (row?.state !== 'waiting') return
  const found = await findClient(ctx, told.orderId)
  if (found?.client.cancelLines) return pushCancelledPieces(ctx, found, row)
  await inTransaction(ctx.db, (tx) => saveRefused(ctx, tx, row, BY_HAND, 'us'))
}

/** An order of a platform of which we still know what it said. */
async function soldThere(ctx: Ctx, orderId: string): Promise<Sold | undefined> {
  const sold = await readSold(ctx, orderId)
  return sold && !sold.order.isTest && sold.document.canonical !== null ? sold : undefined
}

async function rowOf(ctx: Ctx, sold: Sold, told: PiecesCancelled): Promise<Outgoing | undefined> {
  const { id: orderId, storeId } = sold.order
  const key = `cancel_lines/${orderId}/${told.version}`
  const others = await listOutgoing(ctx.db, ctx.orgId, orderId)
  const known = others.find((row) => row.key === key)
  if (known) return known
  const lines = both(linesCancelled(told.lines), untoldPieces(sold.order, saidIn(sold), others))
  if (lines.length === 0) return undefined
  const body = { lines, reason: told.reason }
  return inTransaction(ctx.db, (tx) =>
    keepOutgoing(tx, ctx.orgId, { id: newId(), storeId, orderId, key, kind: 'cancel_lines', body }),
  )
}

const saidIn = ({ document }: Sold): CanonicalOrder => document.canonical as CanonicalOrder
