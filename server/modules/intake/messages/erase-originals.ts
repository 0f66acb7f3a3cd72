import { findAdapter } from '#channels'
import { findOrder } from '#orders'
import type { Ctx } from '#platform/context.ts'
import { inTransaction, type Tx } from '#platform/database.ts'
import { Postponed } from '#platform/jobs-runtime/postponed.ts'
import { findAccount } from '#stores'
import { messageOf, type Result } from './message.ts'
import { openBody, sealBody } from './seal.ts'
import {
  eraseBodies,
  eraseUnlanded,
  listSeveral,
  lockOriginal,
  type Original,
  saveRest,
} from './originals.ts'
import { withoutOrder } from './without-order.ts'

type Named = { storeId: string; externalId: string }

const LATER_S = 60

/**
 * Removes the originals of an order whose customer was erased. An original about several orders
 * keeps what it says of the others.
 */
export async function eraseOriginals(ctx: Ctx, orderId: string): Promise<void> {
  const { db, orgId } = ctx
  await eraseBodies(db, orgId, orderId)
  const order = await findOrder(db, orgId, orderId)
  if (!order) return
  const named = { storeId: order.storeId, externalId: order.externalId }
  let isLeft = await eraseUnlanded(db, orgId, named)
  for (const id of await listSeveral(db, orgId, named)) {
    if (!(await inTransaction(db, (tx) => cutOut(ctx, tx, id, named)))) isLeft = true
  }
  // A message that is still processed needs its original until it is done.
  if (isLeft) throw new Postponed(LATER_S, 'A message about the order is not done yet.')
}

/** Says whether nothing of the order is left in the original. */
async function cutOut(ctx: Ctx, tx: Tx, id: string, named: Named): Promise<boolean> {
  const original = await lockOriginal(tx, ctx.orgId, id)
  if (!original?.bodySealed || isTakenOut(original, named)) return true
  if (original.results.some((result) => isToLand(result, named))) return false
  const results = original.results.map((result) => noted(result, named))
  const body = await restOf(ctx, original, named)
  const bodySealed = body && sealBody(ctx.secrets, id, body)
  await saveRest(tx, ctx.orgId, id, { bodySealed, bodyBytes: body?.length ?? 0, results })
  return true
}

/** A part that waited for the order is read from the original within the next minute. */
const isToLand = ({ status, isPart, externalId }: Result, named: Named): boolean =>
  status === 'queued' && isPart === true && externalId === named.externalId

async function restOf(
  ctx: Ctx,
  original: Original & { bodySealed: Uint8Array | null },
  { storeId, externalId }: Named,
): Promise<Uint8Array | null> {
  const { id, receivedAt, source, headers, bodySealed } = original
  const account = await findAccount(ctx.db, ctx.orgId, storeId)
  const adapter = account && findAdapter(account.platform)
  if (!adapter || !bodySealed) return null
  const body = openBody(ctx.secrets, id, bodySealed)
  const message = messageOf({ id, receivedAt, account, source, headers, body })
  return withoutOrder(adapter, message, externalId)
}

const TAKEN_OUT = 'Its customer was erased, and it was taken out of the original.'

/** Its results still name the order, but it is not there any more: nothing is left to cut out. */
const isTakenOut = ({ results }: Original, { externalId }: Named): boolean =>
  results.every((result) => result.externalId !== externalId || result.reason === TAKEN_OUT)

const noted = (result: Result, { externalId }: Named): Result =>
  result.externalId === externalId ? { ...result, reason: TAKEN_OUT } : result
