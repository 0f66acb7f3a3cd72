import * as audit from '#audit'
import type { Ctx } from '#platform/context.ts'
import { lockSold, type Sold } from '#orders'
import { type Db, inTransaction, type Tx } from '#platform/database.ts'
import { endDeadLetters, hasDeadLetter } from '#platform/jobs-runtime/dead-letters.ts'
import { enqueue } from '#platform/jobs-runtime/enqueue.ts'
import { findAccount } from '#stores'
import { storeSettings } from '../connections/settings.ts'
import { ChannelProblem } from '../problems.ts'
import { saveRefused } from './push-row.ts'
import { refundIn } from './refunds/refundable.ts'
import { leftOf } from './refunds/refunder.ts'
import { findOutgoing, listOutgoing, lockOutgoing, type Outgoing, saveOutgoing } from './store.ts'
import { findClient, pushKept } from './tell-platform.ts'

export type PushAgain = {
  orderId: string
  outgoingId: string
  /** Giving money back needs another permission than telling of parcels. */
  of?: 'goods' | 'money'
}

/** Asks for another push, after a person has mended what the platform did not accept. */
export async function askToPushAgain(
  ctx: Ctx,
  { orderId, outgoingId, of = 'goods' }: PushAgain,
): Promise<void> {
  const { orgId, actor, cause } = ctx
  await inTransaction(ctx.db, async (tx) => {
    const sold = await lockSold(ctx, tx, orderId)
    const row = await lockOutgoing(tx, orgId, outgoingId)
    const isMeant = row?.orderId === orderId && (row.kind === 'refund') === (of === 'money')
    if (!isMeant) throw ChannelProblem.outgoing_not_found()
    if (!(await mayBePushed(ctx, tx, row))) {
      throw ChannelProblem.outgoing_not_refused({ state: row.state })
    }
    if (of === 'money') await requireLeft(ctx, tx, sold!, row)
    const { problem } = row
    await saveOutgoing(tx, orgId, outgoingId, { state: 'waiting', problem, reference: null })
    for (const alike of jobsOf(row)) {
      await endDeadLetters(ctx, tx, { ...alike, reason: 'Somebody has pushed it again.' })
    }
    await enqueue(tx, 'channels.push_again', { outgoingId }, { orgId, actor, cause })
    const subject = { type: 'order', id: orderId }
    const data = { orderId, outgoingId, kind: row.kind }
    await ctx.emit(tx, { type: 'order.push_asked', subject, data })
    await audit.record(ctx, tx, { action: 'order.push_asked', subject, after: data })
  })
}

/** Two attempts of a job are never further apart than this. */
const FORGOTTEN_MS = 86_400_000

/**
 * Whether a row may be pushed again: it was refused, or it still waits although its job has failed
 * for good, is gone, or leaves it to people because the settings of the store say so.
 */
export async function mayBePushed(ctx: Ctx, db: Db, row: Outgoing): Promise<boolean> {
  const { orgId, clock } = ctx
  if (row.state !== 'waiting') return row.state === 'refused'
  if (clock.now().getTime() - row.updatedAt.getTime() > FORGOTTEN_MS) return true
  if (row.kind === 'shipment' && (await isLeftToPeople(db, orgId, row))) return true
  for (const alike of jobsOf(row)) if (await hasDeadLetter(db, orgId, alike)) return true
  return false
}

async function isLeftToPeople(db: Db, orgId: string, { storeId }: Outgoing): Promise<boolean> {
  const account = await findAccount(db, orgId, storeId)
  return account !== undefined && !storeSettings(account.settings).pushesShipments
}

/** The jobs that begin with a version of the order, which stands at the end of their keys. */
const JOBS_OF_VERSIONS: Partial<Record<Outgoing['kind'], string>> = {
  shipment: 'channels.push_shipment',
  cancel_lines: 'channels.push_cancelled_lines',
}

/** Finds the jobs of a row, by its id or by the order that they belong to. */
function jobsOf({ id, kind, key, orderId }: Outgoing): Parameters<typeof hasDeadLetter>[2][] {
  const byId = { with: { outgoingId: id } }
  if (kind === 'cancel') return [byId, { job: 'channels.push_cancel', with: { orderId } }]
  const job = JOBS_OF_VERSIONS[kind]
  if (!job) return [byId]
  const version = Number(key.split('/').at(-1))
  return [byId, { job, with: { orderId, after: { version } } }]
}

/** Refuses a refund whose money has gone back in another way meanwhile. */
async function requireLeft(ctx: Ctx, tx: Tx, sold: Sold, row: Outgoing): Promise<void> {
  const { amountMinor } = leftOf(sold, await listOutgoing(tx, ctx.orgId, row.orderId))
  const { amountMinor: wantedMinor, currency } = refundIn(row)
  if (wantedMinor > amountMinor) {
    throw ChannelProblem.refund_too_large({ leftMinor: amountMinor, currency })
  }
}

/**
 * Pushes a row again with the same key, so that a platform that had done it after all recognises
 * it.
 */
export async function pushAgain(ctx: Ctx, outgoingId: string): Promise<void> {
  const row = await findOutgoing(ctx.db, ctx.orgId, outgoingId)
  if (row?.state !== 'waiting') return
  const found = await findClient(ctx, row.orderId)
  if (found) return pushKept(ctx, found, row)
  const problem = 'The store is not connected, so its platform cannot be told.'
  await inTransaction(ctx.db, (tx) => saveRefused(ctx, tx, row, problem, 'us'))
}
